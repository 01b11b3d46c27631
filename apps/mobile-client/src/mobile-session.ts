import { randomUUID } from 'node:crypto'
import {
  type Client,
  clientTimeoutMs,
  createClient,
  type Problem,
  type RequestOf,
  type ResponseOf,
} from '@palisade/contracts'
import type { SecureStorage } from './secure-storage.ts'

export type User = ResponseOf<'auth.refresh'>['user']

type Options = {
  /** Origin of the API. */
  baseUrl: string
  storage: SecureStorage
  fetch?: typeof globalThis.fetch
}

type SignedIn = { ok: true; user: User } | { ok: false; problem: Problem }

/**
 * What secure storage holds: the refresh token, and the id of the attempt to exchange it. Both are written at once, before
 * the token is used. An attempt that gets no answer, or is cut off with the process, continues as the same attempt.
 */
type Kept = { refreshToken: string; attemptId: string }

export type MobileSession = ReturnType<typeof createMobileSession>

/**
 * The session of a device. The refresh token is in secure storage; the access token is in this closure, and gone with
 * the process.
 */
export function createMobileSession({ baseUrl, storage, fetch = globalThis.fetch }: Options) {
  const timed: typeof fetch = (input, init) => {
    const timeout = AbortSignal.timeout(clientTimeoutMs)
    return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout })
  }
  const client = createClient({ baseUrl, fetch: timed })
  const signed = createClient({ baseUrl, fetch: timed, accessToken: () => accessToken })
  let accessToken: string | undefined
  let refreshing: Promise<User | undefined> | undefined

  /** Stored before it is used: the token that it replaces opens nothing any more. */
  async function keep({ accessToken: token, refreshToken, user }: ResponseOf<'auth.refresh'>): Promise<User> {
    if (!refreshToken) throw new Error('the server has sent no refresh token')
    const kept: Kept = { refreshToken, attemptId: randomUUID() }
    await storage.save(JSON.stringify(kept))
    accessToken = token
    return user
  }

  async function load(): Promise<Kept | undefined> {
    const text = await storage.load()
    return text ? (JSON.parse(text) as Kept) : undefined
  }

  async function exchange(): Promise<User | undefined> {
    const kept = await load()
    if (!kept) return undefined
    const result = await client('auth.refresh', { body: kept })
    if (result.ok) return keep(result.data)
    if (result.status !== 401) throw new Error(result.problem.title)
    await storage.clear()
    accessToken = undefined
    return undefined
  }

  /** One refresh for all waiting calls, since each refresh replaces the token. */
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
    /** The signed-in user of this device, if any. */
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

    /**
     * Forgets the session after the server has ended it: without the token, this device cannot end it.
     * @throws Error when the server cannot end it for the moment; the user is still signed in then
     */
    async signOut(): Promise<void> {
      const kept = await load()
      const result = kept && (await client('auth.sign-out', { body: { refreshToken: kept.refreshToken } }))
      if (result && !result.ok) throw new Error(result.problem.title)
      await storage.clear()
      accessToken = undefined
    },
  }
}
