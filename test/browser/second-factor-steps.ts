import type { Page } from 'playwright-core'
import { enrol, newPassword as password, signUp } from '../support/users.ts'
import { atOrders, sendCredentials } from './browser.ts'

/** A new owner with an authenticator app, made through the API that the page calls. */
export async function signUpWithSecondFactor() {
  const { email, accessToken } = await signUp()
  const { authenticator, confirmed } = await enrol(accessToken, password)
  return { email, password, authenticator, accessToken: confirmed.session.accessToken }
}

type UserWithSecondFactor = Awaited<ReturnType<typeof signUpWithSecondFactor>>

/** Signs in with email, password and a code, and waits for the orders. */
export async function signInWithSecondFactor(page: Page, user: UserWithSecondFactor): Promise<void> {
  await beginSignIn(page, user)
  await page.getByRole('textbox', { name: 'Code' }).fill(await user.authenticator.nextCode())
  await page.getByRole('button', { name: 'Sign in' }).click()
  await atOrders(page)
}

/** Opens the sign-in page and sends email and password from it. */
export async function beginSignIn(page: Page, user: { email: string; password: string }): Promise<void> {
  await page.goto('/sign-in')
  await sendCredentials(page, user)
}
