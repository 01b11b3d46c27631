import type { ResponseOf, Role } from '@palisade/contracts'
import { inject } from 'vitest'
import { type Answer, call } from './http.ts'

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
export async function signIn(email: string, refreshTokenIn: 'cookie' | 'body' = 'body'): Promise<Answer> {
  const answer = await call('/api/auth/sign-in', { method: 'POST', json: { email, password, refreshTokenIn } })
  if (answer.status !== 200) throw new Error(`sign-in of ${email} answered ${answer.status}: ${answer.text}`)
  return answer
}
