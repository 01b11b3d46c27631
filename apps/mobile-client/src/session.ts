import { type Client, createClient, type Problem, type RequestOf, type ResponseOf } from '@palisade/contracts'
import type { SecureStorage } from './secure-storage.ts'

export type User = ResponseOf<'auth.refresh'>['user']

type Options = {
  /** Origin of the API. */
  baseUrl: string
  storage: SecureStorage
  fetch?: typeof globalThis.fetch
}

type SignedIn = { ok: true; user: User } | { ok: false; problem: Problem }

export type MobileSession = ReturnType<typeof createMobileSession>

/**
 * The session of a device. The refresh token is in secure storage; the access token is in this closure, and gone with
 * the process.
 */
export function createMobileSession({ baseUrl, storage, fetch = globalThis.fetch }: Options) {
  const client = createClient({ baseUrl, fetch })
  const signed = createClient({ baseUrl, fetch, accessToken: () => accessToken })
  let accessToken: string | undefined
  let refreshing: Promise<User | undefined> | undefined

  /** Stored before it is used: the token that it replaces opens nothing any more. */
  async function keep({ accessToken: token, refreshToken, user }: ResponseOf<'auth.refresh'>): Promise<User> {
    if (!refreshToken) throw new Error('the server has sent no refresh token')
    await storage.save(refreshToken)
    accessToken = token
    return user
  }

  async function exchange(): Promise<User | undefined> {
    const refreshToken = await storage.load()
    if (!refreshToken) return undefined
    const result = await client('auth.refresh', { body: { refreshToken } })
    if (result.ok) return keep(result.data)
    if (result.status !== 401) throw new Error(result.problem.title)
    await storage.clear()
    accessToken = undefined
    return undefined
  }

  /** Once for all who wait: a refresh token that is used twice ends the session, as a stolen one would. */
  function refresh(): Promise<User | undefined> {
    refreshing ??= exchange().finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  const call: Client = async (...request) => {
    const used = accessToken
    const result = await signed(...request)
    if (result.ok || result.problem.code !== 'invalid-token') return result
    const isRenewed = accessToken !== used || (await refresh()) !== undefined
    return isRenewed ? signed(...request) : result
  }

  return {
    call,
    /** Who is signed in on this device, if anybody still is. */
    restore: refresh,

    async signIn(body: RequestOf<'auth.sign-in'>['body']): Promise<SignedIn> {
      const result = await client('auth.sign-in', { body: { ...body, refreshTokenIn: 'body' } })
      return result.ok ? { ok: true, user: await keep(result.data) } : result
    },

    /** The second half of a sign-in that was answered with a challenge. */
    async answerChallenge(challenge: string, code: string): Promise<SignedIn> {
      const result = await client('second-factor.answer', { body: { challenge, code, refreshTokenIn: 'body' } })
      return result.ok ? { ok: true, user: await keep(result.data) } : result
    },

    /** Forgotten here whatever the server says: who signs out does not want to stay. */
    async signOut(): Promise<void> {
      const refreshToken = await storage.load()
      await storage.clear()
      accessToken = undefined
      if (refreshToken) await client('auth.sign-out', { body: { refreshToken } })
    },
  }
}
