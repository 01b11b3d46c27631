import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf, Role } from '@palisade/contracts'
import { inject } from 'vitest'
import { type Answer, type Call, call } from './http.ts'

export type Session = ResponseOf<'auth.sign-in'>

export type TenantSlug = 'acme' | 'globex'

const { password } = inject('target')
const tokens = new Map<string, Promise<string>>()

/** The access token of a demo user, signed in once for all cases of a file: sign-ins are few by design. */
export function tokenOf(role: Role, tenant: TenantSlug = 'acme'): Promise<string> {
  const email = `${role}@${tenant}.test`
  const known = tokens.get(email)
  if (known) return known
  const token = signIn(email).then(answer => answer.json<Session>().accessToken)
  tokens.set(email, token)
  return token
}

/** Signs in anew, in the way that native clients do unless told otherwise. */
export async function signIn(
  email: string,
  refreshTokenIn: 'cookie' | 'body' = 'body',
  userAgent = 'conformance',
): Promise<Answer> {
  const json = { email, password, refreshTokenIn }
  const answer = await patiently('/api/auth/sign-in', { method: 'POST', json, headers: { 'user-agent': userAgent } })
  if (answer.status !== 200) throw new Error(`sign-in of ${email} answered ${answer.status}: ${answer.text}`)
  return answer
}

/** Limits are the same under test, so what only prepares a case waits where it is told to. */
export async function patiently(path: string, request: Call): Promise<Answer> {
  const answer = await call(path, request)
  if (answer.status !== 429) return answer
  await sleep(Number(answer.headers['retry-after']) * 1_000)
  return patiently(path, request)
}
