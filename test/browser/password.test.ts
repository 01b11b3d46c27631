import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { enrol, newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { descriptionOf, useVisitors } from './browser.ts'
import { beginSignIn } from './second-factor-steps.ts'

const changed = 'another long password'
const visit = useVisitors()

async function openForm(page: Page, email: string): Promise<void> {
  await beginSignIn(page, { email, password })
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Change password' }).click()
  const heading = page.getByRole('heading', { name: 'Change password' })
  await heading.waitFor()
  await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('H1')
}

async function change(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel('Current password').fill(current)
  await page.getByLabel('New password').fill(next)
  await page.getByRole('button', { name: 'Change password' }).click()
}

async function expectChanged(page: Page): Promise<void> {
  const notice = page.getByRole('status').filter({ hasText: 'Password changed' })
  await notice.waitFor()
  expect(await notice.textContent()).toContain('Your other devices were signed out')
  await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toContain('Password changed')
}

test('[P3] [P12] the meter estimates a new password on the device: nothing of it is sent', async () => {
  const { page } = await visit()
  await openForm(page, (await signUp()).email)
  const sent: string[] = []
  page.on('request', request => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`))
  const field = page.getByLabel('New password')
  const meter = page.getByRole('meter', { name: 'Password strength' })
  for (const [text, strength] of [
    ['aaaaaaaaaaaaaaaa', 'Weak'],
    ['kqzvnwtxrmjb', 'Fair'],
    ['correct horse battery staple', 'Strong'],
  ] as const) {
    await field.fill(text)
    await page.getByRole('status').filter({ hasText: strength }).waitFor()
    expect(await meter.getAttribute('aria-valuetext')).toBe(strength)
    await expectAccessible(page, `the meter at ${strength}`)
  }
  expect(sent.filter(request => !/^GET \S+\.js $/.test(request))).toEqual([])
  expect(sent.join(' ')).not.toMatch(/aaaa|kqzv|horse/)
  await field.fill('')
  await meter.waitFor({ state: 'hidden' })
})

test('[S26] [S98] a user changes the password: other devices are signed out, this one goes on, the old password is wrong', async () => {
  const { page, context, allow } = await visit()
  allow(/status of 401/)
  const owner = await signUp()
  await openForm(page, owner.email)

  const [current, next] = [page.getByLabel('Current password'), page.getByLabel('New password')]
  expect(await current.getAttribute('autocomplete')).toBe('current-password')
  expect(await next.getAttribute('autocomplete')).toBe('new-password')
  for (const text of ['too short', 'long '.repeat(26)]) {
    await change(page, password, text)
    await expect.poll(() => descriptionOf(next)).toContain('Enter 12 to 128 characters')
  }
  await change(page, 'not the password', changed)
  await expect.poll(() => descriptionOf(current)).toContain('The current password is wrong')
  expect(await page.getByRole('alert').count()).toBe(0)
  await expect.poll(() => page.evaluate('document.activeElement.name')).toBe('/password')

  await change(page, password, changed)
  await expectChanged(page)
  const stored = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')
  expect(stored).not.toContain(changed)
  expectProblem(await call('/api/auth/me', { token: owner.accessToken }), 'invalid-token')
  await page.getByRole('link', { name: 'Go to the orders' }).click()
  await page
    .getByRole('table', { name: 'Orders' })
    .or(page.getByText(/no orders/i))
    .first()
    .waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()

  await context.clearCookies()
  await beginSignIn(page, { email: owner.email, password })
  await page.getByRole('alert').filter({ hasText: 'password is wrong' }).waitFor()
  await beginSignIn(page, { email: owner.email, password: changed })
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
})

test('[S95] a change of password asks for a code where the second factor is not recent, and then goes through', async () => {
  const { page, allow } = await visit()
  allow(/status of 401/)
  const { email, accessToken } = await signUp()
  await openForm(page, email)
  const { confirmed } = await enrol(accessToken, password)
  const [recoveryCode = ''] = confirmed.recoveryCodes

  const heading = page.getByRole('heading', { name: 'Verify your second factor again' })
  await change(page, password, changed)
  await heading.waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toBe('Change password')
  await change(page, password, changed)
  await heading.waitFor()
  await page.getByRole('textbox', { name: 'Code' }).fill('000000')
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByRole('alert').filter({ hasText: 'The code is wrong' }).waitFor()
  await page.getByRole('textbox', { name: 'Code' }).fill(recoveryCode)
  await page.getByRole('button', { name: 'Verify' }).click()
  await expectChanged(page)
  const json = { email, password: changed, refreshTokenIn: 'body' }
  const answer = await call('/api/auth/sign-in', { method: 'POST', json })
  expectProblem(answer, 'second-factor-required')
})
