import { type Client, type RequestOf, type ResponseOf, sessionLifetimes } from '@palisade/contracts'
import { dataOf, ProblemError } from '../../lib/problem-error.ts'
import type { User } from '../../lib/signed-in-user.ts'
import type { RefreshAttempt } from './refresh-attempt.ts'
import type { RefreshLock } from './refresh-lock.ts'
import type { TabMessage, Tabs } from './tabs.ts'

export type SessionState =
  | { status: 'restoring' }
  | { status: 'unreachable'; error: unknown }
  | { status: 'signed-out'; because: 'never-signed-in' | 'ended' | 'left' }
  | { status: 'signed-in'; user: User }

export type SessionOptions = {
  /** A client that sends no access token. */
  client: Client
  lock: RefreshLock
  attempt: RefreshAttempt
  tabs: Tabs
  /** How long a tab that waited for another one listens for what came of it. */
  listenMs?: number
}

export type Session = ReturnType<typeof createSession>

/** Counted from the arrival of a token, since the clock of the device may be wrong. */
const renewAfterMs = sessionLifetimes.accessTokenMs - 60_000

/**
 * The session of this tab. The access token stays in this closure and nowhere else; the refresh token is a cookie that
 * no script can read. Whatever changes that cookie runs under one lock, so that no two tabs use it at the same time.
 */
export function createSession({ client, lock, attempt, tabs, listenMs = 250 }: SessionOptions) {
  let accessToken: string | undefined
  let state: SessionState = { status: 'restoring' }
  let refreshing: Promise<boolean> | undefined
  let renewal: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  function become(next: SessionState, token?: string) {
    state = next
    accessToken = token
    clearTimeout(renewal)
    if (token) renewal = setTimeout(() => renew(token), renewAfterMs)
    for (const listener of listeners) listener()
  }

  function renew(token: string) {
    refresh(token).catch(error => againWhenAllowed(error, () => renew(token)))
  }

  /** Finds out whether the cookie still holds a session. */
  async function find(): Promise<void> {
    await refresh(undefined).catch(error => {
      if (state.status !== 'restoring' && state.status !== 'unreachable') return
      become({ status: 'unreachable', error })
      againWhenAllowed(error, find)
    })
  }

  /** A server that throttles says when to come again (RFC 9110 section 10.2.3): the user need not do it. */
  function againWhenAllowed(error: unknown, task: () => void) {
    const waitMs = error instanceof ProblemError ? error.retryAfterMs : undefined
    if (waitMs !== undefined) renewal = setTimeout(task, waitMs)
  }

  function hear(message: TabMessage) {
    if (message.type === 'signed-in') become({ status: 'signed-in', user: message.user }, message.accessToken)
    else become({ status: 'signed-out', because: 'left' })
  }

  function announce(message: TabMessage) {
    hear(message)
    tabs.tell(message)
  }

  function enter({ accessToken, user }: ResponseOf<'auth.refresh'>) {
    announce({ type: 'signed-in', accessToken, user })
  }

  async function exchangeRefreshToken(): Promise<boolean> {
    const result = await client('auth.refresh', { body: { attemptId: attempt.id() } })
    // Without one of these answers, the server may have exchanged the token: the next try is the same attempt.
    if (result.ok || result.status === 401) attempt.close()
    if (result.ok) {
      enter(result.data)
      return true
    }
    if (result.status !== 401) throw new ProblemError(result)
    become({ status: 'signed-out', because: state.status === 'signed-in' ? 'ended' : 'never-signed-in' })
    return false
  }

  /**
   * Replaces a token that no longer serves, once for all callers and all tabs. Resolves to whether there is a session.
   * @throws NetworkFailure or ProblemError when that cannot be found out for the moment
   */
  function refresh(stale: string | undefined): Promise<boolean> {
    const isReplaced = () => accessToken !== stale
    if (isReplaced()) return Promise.resolve(accessToken !== undefined)
    refreshing ??= lock(async waited => {
      if (waited && !isReplaced()) await nextChange(listenMs)
      return isReplaced() ? accessToken !== undefined : exchangeRefreshToken()
    }).finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  function nextChange(timeoutMs: number): Promise<void> {
    return new Promise(resolve => {
      const unsubscribe = subscribe(done)
      const timer = setTimeout(done, timeoutMs)
      function done() {
        clearTimeout(timer)
        unsubscribe()
        resolve()
      }
    })
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  tabs.listen(hear)

  return {
    subscribe,
    refresh,
    state: () => state,
    accessToken: () => accessToken,

    /** Call it when the page loads, and when the user asks to try again. */
    async restore() {
      become({ status: 'restoring' })
      await find()
    },

    async signIn(body: RequestOf<'auth.sign-in'>['body']) {
      await lock(async () => enter(await dataOf(client('auth.sign-in', { body }))))
    },

    /** The second half of a sign-in that was answered with a challenge. */
    async finishSignIn(body: RequestOf<'second-factor.answer'>['body']) {
      await lock(async () => enter(await dataOf(client('second-factor.answer', { body }))))
    },

    async completeSignUp(body: RequestOf<'auth.complete-sign-up'>['body']) {
      await lock(async () => enter(await dataOf(client('auth.complete-sign-up', { body }))))
    },

    /** Joins a tenant by the token of a mailed invitation, and signs in. */
    async acceptInvitation(body: RequestOf<'invitations.accept'>['body']) {
      await lock(async () => enter(await dataOf(client('invitations.accept', { body }))))
    },

    /**
     * Goes on in another tenant of the same user, in all tabs.
     * @throws ProblemError `not-a-member`
     */
    async switchTenant(tenantId: string) {
      await lock(async () => {
        const answer = await dataOf(client('auth.refresh', { body: { attemptId: attempt.id(), tenantId } }))
        attempt.close()
        enter(answer)
      })
    },

    /** Takes over the new access token that the API answers when a session gets stronger or its user changes the password. */
    continueWith(answer: ResponseOf<'auth.refresh'>) {
      // A user who signed out during the request stays signed out.
      if (state.status === 'signed-in' && state.user.id === answer.user.id) enter(answer)
    },

    /** Ends the session in all tabs, after the server has ended it: a failure leaves the user signed in, and says so. */
    async signOut() {
      await lock(async () => {
        await dataOf(client('auth.sign-out', { body: {} }))
        announce({ type: 'signed-out' })
      })
    },
  }
}
