import type { ResponseOf } from '@palisade/contracts'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { type Call, send } from '../support/clients/send.ts'
import { type Embedded, startEmbedded } from '../support/targets/embedded.ts'
import { withoutLimits } from '../support/targets/without-limits.ts'

export type ApiWithoutLimits = {
  baseUrl: string
  /** The access token of a tenant's owner with a second factor: it opens every scope. */
  token: string
  stop: Embedded['stop']
}

/** Starts the embedded default without limits. */
export async function startApiWithoutLimits(): Promise<ApiWithoutLimits> {
  const { baseUrl, password, stop } = await startEmbedded(process.cwd(), { NODE_OPTIONS: withoutLimits().join(' ') })
  try {
    return { baseUrl, token: await signInWithSecondFactor(baseUrl, password), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function signInWithSecondFactor(baseUrl: string, password: string): Promise<string> {
  const post = async <Body>(path: string, call: Call): Promise<Body> => {
    const answer = await send(baseUrl, path, { method: 'POST', ...call })
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
    return answer.json<Body>()
  }
  const credentials = { email: 'owner@acme.test', password, refreshTokenIn: 'body' }
  const { accessToken: token } = await post<ResponseOf<'auth.sign-in'>>('/api/auth/sign-in', { json: credentials })
  type Enrolled = ResponseOf<'second-factor.enrol'>
  const { secret } = await post<Enrolled>('/api/auth/second-factor/enrolment', { token, json: { password } })
  const code = await createAuthenticator(secret).nextCode()
  type Confirmed = ResponseOf<'second-factor.confirm'>
  const { session } = await post<Confirmed>('/api/auth/second-factor/confirmation', { token, json: { code } })
  return session.accessToken
}
