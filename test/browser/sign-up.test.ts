import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { call } from '../support/http.ts'
import { newPassword, newSlug, signUp, signUpSubject } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { atOrders, sendCredentials, useVisitors } from './browser.ts'
import { openLink } from './mail-steps.ts'

const visit = useVisitors()

/** Sends the one field of the sign-up page or of the page for a forgotten password. */
async function sendEmail(page: Page, email: string, button: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(email)
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('status').filter({ hasText: email }).waitFor()
  await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toContain('Check your mail')
}

describe('[P3] [P12] a visitor', () => {
  test('signs up with an address, opens the link of the mail, and is in a workspace of their own', async () => {
    const { page } = await visit()
    const [email, slug] = [`visitor-${randomUUID()}@acme.test`, newSlug()]
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Create a workspace' }).click()
    await sendEmail(page, email, 'Continue')

    await openLink(page, email, signUpSubject)
    await page.getByRole('heading', { name: 'Create your workspace' }).waitFor()
    await page.getByText(`for ${email}`).waitFor()
    await expect.poll(() => page.evaluate('location.href')).toMatch(/\/sign-up\/complete$/)
    await page.getByLabel('Company').fill('Linked Ltd')
    await page.getByLabel('Short name').fill(slug)
    await page.getByLabel('Your name').fill('Visitor')
    await page.getByLabel('Password').fill(newPassword)
    await page.getByRole('button', { name: 'Create workspace' }).click()
    await atOrders(page)
    await page.getByRole('button', { name: 'Account of Visitor' }).filter({ hasText: 'Linked Ltd' }).waitFor()
    const stored = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')
    expect(stored).not.toContain(newPassword)
  })

  test('is told to open the link again when the page has none, and that a link does not work twice', async () => {
    const { page, allow } = await visit()
    allow(/status of 410/)
    await page.goto('/sign-up/complete')
    await page.getByRole('alert').filter({ hasText: 'Open the link in your mail again' }).waitFor()
    await page.goto(`/reset-password#token=${'l'.repeat(43)}`)
    await page.getByRole('alert').filter({ hasText: 'This link has expired or was already used' }).waitFor()
    await page.getByRole('link', { name: 'Ask for a new link' }).click()
    await page.getByRole('button', { name: 'Send the link' }).waitFor()
  })
})

describe('[P3] [P12] a user', () => {
  test('who opens a sign-up link of somebody else is told whose it is, and stays signed in', async () => {
    const { page } = await visit()
    const { email } = await signUp()
    await page.goto('/sign-in')
    await sendCredentials(page, { email, password: newPassword })
    await atOrders(page)
    const eve = `eve-${randomUUID()}@acme.test`
    await call('/api/auth/sign-up', { method: 'POST', json: { email: eve } })
    await openLink(page, eve, signUpSubject)
    await page.getByText(`This link is for ${eve}; you are ${email}.`).waitFor()
    expect(await page.getByLabel('Company').count()).toBe(0)
    await expectAccessible(page, 'the sign-up link of another')
    await page.goto('/orders')
    await atOrders(page)
    await openLink(page, eve, signUpSubject)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Company').waitFor()
  })

  test('sets a new password after having forgotten it', async () => {
    const { page } = await visit()
    const { email } = await signUp()
    const password = 'another long enough password'
    await page.goto('/sign-in')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await sendEmail(page, email, 'Send the link')

    await openLink(page, email, 'Set a new password')
    await page.getByText(`for ${email}`).waitFor()
    await page.getByLabel('New password').fill(password)
    await expect.poll(() => page.evaluate('location.href')).toMatch(/\/reset-password$/)
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByRole('status').filter({ hasText: 'Password set' }).waitFor()
    expect(await page.getByRole('link', { name: 'Ask for a new link' }).count()).toBe(0)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await sendCredentials(page, { email, password })
    await atOrders(page)
  })

  test('[P1] creates another workspace from the account menu and goes on in it', async () => {
    const { page } = await visit()
    const { email } = await signUp()
    await page.goto('/sign-in')
    await sendCredentials(page, { email, password: newPassword })
    await atOrders(page)
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'New workspace' }).click()
    await page.getByLabel('Company').fill('Second Ltd')
    await page.getByLabel('Short name').fill(newSlug())
    await page.getByRole('button', { name: 'Create workspace' }).click()
    await atOrders(page)
    await page
      .getByRole('button', { name: /^Account of/ })
      .filter({ hasText: 'Second Ltd' })
      .waitFor()
    const json = { email, password: newPassword, refreshTokenIn: 'body' }
    const session = await call('/api/auth/sign-in', { method: 'POST', json })
    expect(session.json<{ user: object }>().user).toMatchObject({ tenant: { name: 'Second Ltd' }, role: 'owner' })
  })
})
