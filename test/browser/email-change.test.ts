import type { Page } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { someone } from '../support/teams.ts'
import { newPassword as password, signUp } from '../support/users.ts'
import { expectAccessible } from './axe.ts'
import { atOrders, descriptionOf, sendCredentials, useVisitors } from './browser.ts'
import { openLink } from './mail-steps.ts'
import { beginSignIn, signInWithSecondFactor, signUpWithSecondFactor } from './second-factor-steps.ts'

const { mailboxUrl } = inject('target')
const visit = useVisitors()

async function openForm(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Account', exact: true }).click()
  await page.getByRole('link', { name: 'Change email' }).click()
  await page.getByRole('heading', { name: 'Change email' }).waitFor()
}

async function ask(page: Page, newEmail: string, current = password): Promise<void> {
  await page.getByLabel('New email').fill(newEmail)
  await page.getByLabel('Current password').fill(current)
  await page.getByRole('button', { name: 'Send the link' }).click()
}

describe.skipIf(!mailboxUrl)(`[P3] [P12] a user${mailboxUrl ? '' : ', where no mail can be read'}`, () => {
  test('changes the email by the link in the new mailbox; from the earlier one it is undone', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    const { email } = await signUp()
    const newEmail = someone()
    await beginSignIn(page, { email, password })
    await atOrders(page)
    await openForm(page)
    await expectAccessible(page, 'the change of the email')
    await ask(page, newEmail, 'not the password')
    await expect.poll(() => descriptionOf(page.getByLabel('Current password'))).toContain('password is wrong')
    await ask(page, newEmail)
    await page.getByRole('status').filter({ hasText: newEmail }).waitFor()

    await openLink(page, newEmail, 'Confirm your new email')
    await page.getByText(`for ${newEmail}`).waitFor()
    await page.getByText(`Your account has the email ${email} now`).waitFor()
    await expectAccessible(page, 'the confirmation of the email')
    await page.getByRole('button', { name: 'Change my email' }).click()
    await page.getByRole('status').filter({ hasText: 'Email changed' }).waitFor()
    await page.getByRole('link', { name: 'Go to your account' }).click()
    await page.getByText(newEmail).first().waitFor()

    await openLink(page, email, 'Your email was changed')
    await page.getByText(`for ${email}`).waitFor()
    await expectAccessible(page, 'the undoing of the change')
    await page.getByLabel('New password').fill('another long enough password')
    await page.getByRole('button', { name: 'Restore email' }).click()
    await page.getByRole('status').filter({ hasText: 'Email restored' }).waitFor()
    await page.goto('/sign-in')
    await sendCredentials(page, { email, password: 'another long enough password' })
    await atOrders(page)
  })

  test('signs in before the link changes anything', async () => {
    const { page, context } = await visit()
    const { email } = await signUp()
    const newEmail = someone()
    await beginSignIn(page, { email, password })
    await atOrders(page)
    await openForm(page)
    await ask(page, newEmail)
    await page.getByRole('status').filter({ hasText: newEmail }).waitFor()
    await context.clearCookies()
    await openLink(page, newEmail, 'Confirm your new email')
    await page.getByRole('alert').filter({ hasText: 'Sign in first' }).waitFor()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await sendCredentials(page, { email, password })
    await atOrders(page)
    await openLink(page, newEmail, 'Confirm your new email')
    await page.getByRole('button', { name: 'Change my email' }).click()
    await page.getByRole('status').filter({ hasText: 'Email changed' }).waitFor()
  })

  test('verifies the second factor again, and then the form is sent', async () => {
    const { page, allow } = await visit()
    allow(/status of 401/)
    await signInWithSecondFactor(page, await signUpWithSecondFactor())
    const newEmail = someone()
    await openForm(page)
    await ask(page, newEmail)
    await page.getByRole('status').filter({ hasText: newEmail }).waitFor()
  })
})
