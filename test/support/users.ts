import { randomUUID } from 'node:crypto'
import type { ResponseOf, Role } from '@palisade/contracts'
import { afterAll, inject } from 'vitest'
import { type Authenticator, createAuthenticator } from './clients/authenticator.ts'
import { type Answer, call, post } from './http.ts'
import { tokenOf as linkTokenOf, readMail } from './mail.ts'

export type Session = ResponseOf<'auth.sign-in'>

export type TenantSlug = 'acme' | 'globex'

const { password } = inject('target')
const tokens = new Map<string, Promise<string>>()
const strongTokens = new Map<string, Promise<string>>()
const authenticators = new Map<string, Authenticator>()

/** The access token of a demo user, signed in once for all cases of a file: sign-ins are few by design. */
export function tokenOf(role: Role, tenant: TenantSlug = 'acme'): Promise<string> {
  const email = `${role}@${tenant}.test`
  const known = tokens.get(email)
  if (known) return known
  const token = signIn(email).then(answer => answer.json<Session>().accessToken)
  tokens.set(email, token)
  token.catch(() => tokens.delete(email))
  return token
}

/** Signs in again, with the second factor where there is one, by default in the way of native clients. */
export async function signIn(
  email: string,
  refreshTokenIn: 'cookie' | 'body' = 'body',
  userAgent = 'conformance',
): Promise<Answer> {
  const json = { email, password, refreshTokenIn }
  const headers = { 'user-agent': userAgent }
  let answer = await call('/api/auth/sign-in', { method: 'POST', json, headers })
  const authenticator = authenticators.get(email)
  if (authenticator && answer.status === 401) {
    const { challenge } = answer.json()
    const code = await authenticator.nextCode()
    answer = await call('/api/auth/second-factor', {
      method: 'POST',
      json: { challenge, code, refreshTokenIn },
      headers,
    })
  }
  if (answer.status !== 200) throw new Error(`sign-in of ${email} answered ${answer.status}: ${answer.text}`)
  return answer
}

export const newPassword = 'a long enough password'

/** Sends email and password in the way of native clients. A wrong password, or a second factor, answers 401. */
export const attemptSignIn = (email: string, password = newPassword): Promise<Answer> =>
  post('/api/auth/sign-in', { email, password, refreshTokenIn: 'body' })

type NewAccount = { slug?: string; email?: string }

/** Creates a tenant with fresh limits; its owner has no second factor yet. */
export async function signUp({ slug = newSlug(), email = `owner@${slug}.test` }: NewAccount = {}) {
  const answer = await completeSignUp(await mailSignUpLink(email), { slug })
  if (answer.status !== 201) throw new Error(`sign-up of ${slug} answered ${answer.status}: ${answer.text}`)
  return { email: email.toLowerCase(), ...answer.json<Session>() }
}

/** An unused slug. */
export function newSlug(): string {
  return `f${randomUUID().slice(0, 8)}`
}

export const signUpSubject = 'Complete your sign-up'

/** Asks for a sign-up, and reads the token of the link in the mail. */
export async function mailSignUpLink(email: string): Promise<string> {
  const answer = await call('/api/auth/sign-up', { method: 'POST', json: { email } })
  if (answer.status !== 202) throw new Error(`the sign-up answered ${answer.status}: ${answer.text}`)
  return linkTokenOf(await readMail(email.toLowerCase(), signUpSubject))
}

/** Sends the second half of a sign-up, with `owner` in place of what it sends otherwise. */
export function completeSignUp(token: string, { slug = newSlug(), name = 'New tenant' } = {}, owner: object = {}) {
  const json = { token, tenant: { slug, name }, name: 'Owner', password: newPassword, refreshTokenIn: 'body', ...owner }
  return call('/api/auth/sign-up/completion', { method: 'POST', json })
}

/** A token that opens admin scopes: its owner has a second factor until the file is through. */
export function strongTokenOf(role: Role, tenant: TenantSlug = 'acme'): Promise<string> {
  const email = `${role}@${tenant}.test`
  const known = strongTokens.get(email)
  if (known) return known
  const token = strengthen(email)
  strongTokens.set(email, token)
  return token
}

/** Enrolls a demo user in a second factor, and resolves to an access token with it. */
export async function strengthen(email: string): Promise<string> {
  const { accessToken } = (await signIn(email)).json<Session>()
  const { authenticator, confirmed } = await enrol(accessToken, password)
  authenticators.set(email, authenticator)
  return confirmed.session.accessToken
}

export async function enrol(token: string, password: string) {
  const enrolled = await call('/api/auth/second-factor/enrolment', { method: 'POST', token, json: { password } })
  if (enrolled.status !== 201) throw new Error(`enrolling answered ${enrolled.status}: ${enrolled.text}`)
  const authenticator = createAuthenticator(enrolled.json<ResponseOf<'second-factor.enrol'>>().secret)
  const json = { code: await authenticator.nextCode() }
  const answer = await call('/api/auth/second-factor/confirmation', { method: 'POST', token, json })
  if (answer.status >= 300) throw new Error(`confirming answered ${answer.status}: ${answer.text}`)
  return { authenticator, confirmed: answer.json<ResponseOf<'second-factor.confirm'>>() }
}

/** Enrols a new user in a second factor, and resolves to an access token with it. */
export async function strengthenNew({ accessToken }: Pick<Session, 'accessToken'>): Promise<string> {
  return (await enrol(accessToken, newPassword)).confirmed.session.accessToken
}

afterAll(async () => {
  for (const email of authenticators.keys()) {
    const { accessToken: token } = (await signIn(email)).json<Session>()
    await call('/api/auth/second-factor', { method: 'DELETE', token })
  }
})
