import { type Order, type ResponseOf, tenantLimits, tenantMaxima, tenantQuotas } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { call } from '../support/http.ts'
import { createOperator, createPerson, withoutOperators } from '../support/operators.ts'
import { draft } from '../support/samples.ts'
import { newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { signIn, useVisitors } from './browser.ts'
import { problemAnswer } from './problem-answer.ts'
import { beginSignIn } from './second-factor-steps.ts'

const visit = useVisitors()

describe('[P12] the dashboard', () => {
  test('shows orders by status and revenue by currency, as charts, in words and as tables', async () => {
    const { page } = await visit()
    const { email, accessToken: token } = await signUp()
    for (const [currency, isPaid] of [
      ['EUR', true],
      ['EUR', true],
      ['USD', true],
      ['CHF', false],
    ] as const) {
      const created = await call('/api/orders', { method: 'POST', token, json: { ...draft, currency } })
      if (isPaid) await pay(created.json<Order>(), token)
    }
    await beginSignIn(page, { email, password })
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dashboard' }).click()
    const orders = page.getByRole('region', { name: 'Orders by status' })
    await orders.getByText(/^4 in all\. Draft: 1, Paid: 3\. The most, 4, on/).waitFor()
    await expect.poll(() => orders.locator('svg rect').count()).toBe(2)
    await page
      .getByRole('region', { name: 'Revenue in EUR' })
      .getByText(/^€905\.00 in all\./)
      .waitFor()
    const dollars = page.getByRole('region', { name: 'Revenue in USD' })
    await dollars.getByText('Show as a table').click()
    expect(await dollars.getByRole('cell').allTextContents()).toEqual(['US$452.50'])
    expect(await page.getByRole('region', { name: 'Revenue in CHF' }).count()).toBe(0)
    await page.getByRole('progressbar', { name: 'Requests of your workspace, by the month' }).waitFor()
    await page.getByRole('region', { name: 'Refused requests' }).getByText('Nothing in this period.').waitFor()
    await expectAccessible(page, 'the dashboard')
  })

  test('shows a member the orders, and not what the tenant uses', async () => {
    const { page } = await visit()
    await signIn(page, 'member@acme.test')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dashboard' }).click()
    await page.getByRole('region', { name: 'Orders by status' }).waitFor()
    expect(await page.getByRole('region', { name: 'Refused requests' }).count()).toBe(0)
  })
})

async function pay({ id }: Order, token: string): Promise<void> {
  for (const [version, to] of ['placed', 'paid'].entries()) {
    const headers = { 'if-match': `"${version + 1}"` }
    const answer = await call(`/api/orders/${id}/transitions`, { method: 'POST', token, headers, json: { to } })
    expect(answer.status, answer.text).toBe(200)
  }
}

describe('[P11] [P12] the page of usage', () => {
  test('shows the plan, its quota, and what is used of it this month', async () => {
    const { page } = await visit()
    const { email, accessToken: token } = await signUp()
    await call('/api/orders', { token })
    // Nodes add what they have counted every few seconds.
    const isCounted = async () =>
      (await call('/api/usage', { token })).json<ResponseOf<'usage.read'>>().times.length > 0
    await expect.poll(isCounted, { interval: 1_000 }).toBe(true)
    await beginSignIn(page, { email, password })
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).click()
    const quota = page.getByRole('progressbar', { name: 'Requests of your workspace, by the month' })
    await quota.waitFor()
    expect(Number(await quota.getAttribute('max'))).toBe(tenantQuotas.free)
    expect(Number(await quota.getAttribute('value'))).toBeGreaterThan(0)
    await page.getByRole('region', { name: 'Plan' }).getByText('free').waitFor()
    const minute = page.getByRole('progressbar', { name: 'Requests of your workspace, by the minute' })
    expect(Number(await minute.getAttribute('max'))).toBe(tenantLimits.free.burst)
    // Of an owner who has only just signed in.
    expect(Number(await minute.getAttribute('value'))).toBeLessThan(tenantLimits.free.burst / 2)
    const requests = page.getByRole('region', { name: 'Requests', exact: true })
    await requests.getByText(/ in all\..*Reads: [1-9]/).waitFor()
    await requests.locator('svg rect').first().waitFor()
    await requests.getByText('Show as a table').click()
    const rows = requests.getByRole('table', { name: 'Requests' }).locator('tbody tr')
    expect(await rows.count()).toBeGreaterThan(0)
    const people = page.getByRole('row', { name: /^People in their sessions/ })
    expect(Number(await people.getByRole('cell').first().textContent())).toBeGreaterThan(0)
    await page.getByRole('radio', { name: '90 days' }).click()
    await page
      .getByRole('region', { name: 'Requests', exact: true })
      .getByRole('columnheader', { name: 'Day (UTC)' })
      .waitFor()
    await expectAccessible(page, 'the usage')
  })

  test.skipIf(withoutOperators)(
    `says what the tenant has more of than its plan allows${withoutOperators}`,
    async () => {
      const [{ page, allow }, owner, operator] = [await visit(), await createPerson(), await createOperator()]
      // The sign-in that asks for the code.
      allow(/status of 401/)
      const { accessToken: token, user } = owner.session
      const setPlan = async (tier: string) => {
        const json = { tier, reason: 'Ticket 4710' }
        await call(`/api/operator/tenants/${user.tenant.id}`, { method: 'PATCH', token: operator.token, json })
      }
      await setPlan('pro')
      for (let count = 0; count <= tenantMaxima.free.origins; count++) {
        const json = { origin: `https://shop${count}.${user.tenant.slug}.example` }
        expect((await call('/api/tenant/origins', { method: 'POST', token, json })).status).toBe(201)
      }
      await setPlan('free')
      await beginSignIn(page, { email: owner.email, password })
      await page.getByRole('textbox', { name: 'Code' }).fill(owner.recoveryCodes.pop() ?? '')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).click()
      const plan = page.getByRole('region', { name: 'Plan' })
      await plan.getByText('You have more than your plan allows').waitFor()
      await plan.getByText('Domains: all of them stay and work, and you cannot add new ones.').waitFor()
      await plan.getByText('6 of 5').waitFor()
      await expectAccessible(page, 'more than the plan allows')
    },
  )

  test('[S48] says which limit was reached, counts down, and lets the user try again then', async () => {
    const { page, allow } = await visit()
    allow(/status of 429/)
    const { email } = await signUp()
    await beginSignIn(page, { email, password })
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
    const { headers, ...answer } = problemAnswer(429, 'quota-exceeded', { 'violated-policies': ['read-user', 'quota'] })
    await page.route('**/api/tenant', route =>
      route.fulfill({ ...answer, headers: { ...headers, 'retry-after': '7' } }),
    )
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).click()
    const alert = page.getByRole('alert')
    await alert
      .getByText('Reached: Your own requests, by the minute; Requests of your workspace, by the month.')
      .waitFor()
    await alert.getByText(/^You can try again in [1-7] seconds?\.$/).waitFor()
    const retry = alert.getByRole('button', { name: 'Try again' })
    expect(await retry.isDisabled()).toBe(true)
    await page.unroute('**/api/tenant')
    await retry.click()
    await page.getByRole('region', { name: 'Plan' }).waitFor()
  })
})
