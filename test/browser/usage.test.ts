import { tenantLimits, tenantQuotas } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { useVisitors } from './browser.ts'
import { problemAnswer } from './problem-answer.ts'
import { beginSignIn } from './second-factor-steps.ts'

const visit = useVisitors()

describe('[P11] [P12] the page of usage', () => {
  test('shows the plan, its quota, and what is used of it this month', async () => {
    const { page } = await visit()
    const { email } = await signUp()
    await beginSignIn(page, { email, password })
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).click()
    const quota = page.getByRole('progressbar', { name: 'Requests of your tenant, by the month' })
    await quota.waitFor()
    expect(Number(await quota.getAttribute('max'))).toBe(tenantQuotas.free)
    expect(Number(await quota.getAttribute('value'))).toBeGreaterThan(0)
    await page.getByRole('region', { name: 'Plan' }).getByText('free').waitFor()
    const minute = page.getByRole('progressbar', { name: 'Requests of your tenant, by the minute' })
    expect(Number(await minute.getAttribute('max'))).toBe(tenantLimits.free.burst)
    // Of an owner who has only just signed in.
    expect(Number(await minute.getAttribute('value'))).toBeLessThan(tenantLimits.free.burst / 2)
    await expectAccessible(page, 'the usage')
  })

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
    await alert.getByText('Reached: Your own requests, by the minute; Requests of your tenant, by the month.').waitFor()
    await alert.getByText(/^You can try again in [1-7] s\.$/).waitFor()
    const retry = alert.getByRole('button', { name: 'Try again' })
    expect(await retry.isDisabled()).toBe(true)
    await page.unroute('**/api/tenant')
    await retry.click()
    await page.getByRole('region', { name: 'Plan' }).waitFor()
  })
})
