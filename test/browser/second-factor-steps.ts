import type { Page } from 'playwright-core'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { call } from '../support/http.ts'
import { newPassword as password, signUp } from '../support/users.ts'
import { sendCredentials } from './browser.ts'

/** A new owner with an authenticator app, made through the API that the page calls. */
export async function signUpWithSecondFactor() {
  const { email, accessToken } = await signUp()
  const post = async (path: string, json: object, token?: string) => {
    const answer = await call(path, { method: 'POST', json, ...(token && { token }) })
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
    return answer.json<{ accessToken: string; secret: string }>()
  }
  const { secret } = await post('/api/auth/second-factor/enrolment', { password }, accessToken)
  const authenticator = createAuthenticator(secret)
  const code = await authenticator.nextCode()
  await post('/api/auth/second-factor/confirmation', { code }, accessToken)
  return { email, password, authenticator }
}

/** Opens the sign-in page and sends email and password from it. */
export async function beginSignIn(page: Page, user: { email: string; password: string }): Promise<void> {
  await page.goto('/sign-in')
  await sendCredentials(page, user)
}
