import { type Client, type Problem, type RequestOf, type ResponseOf, sessionLifetimes } from '@palisade/contracts'
import { dataOf, ProblemError } from '../../lib/problem-error.ts'
import type { User } from '../../lib/signed-in-user.ts'
import type { RefreshAttempt } from './refresh-attempt.ts'
import type { RefreshLock } from './refresh-lock.ts'
import type { TabMessage, Tabs } from './tabs.ts'

export type SessionState =
  | { status: 'restoring' }
  | { status: 'unreachable'; error: unknown }
  | { status: 'signed-out'; because: 'never-signed-in' | 'ended' | 'left' }
  /** The session is open, but no longer for its tenant: the user chooses another one, or signs out. */
  | { status: 'signed-out'; because: 'not-a-member'; tenants: readonly OtherTenant[] }
  | {
      status: 'signed-in'
      user: User
      /** The same person in another tenant, chosen in another tab while this page would have lost something. */
      elsewhere?: User
    }

export type OtherTenant = NonNullable<Problem['tenants']>[number]

export type SessionOptions = {
  /** A client that sends no access token. */
  client: Client
  lock: RefreshLock
  attempt: RefreshAttempt
  tabs: Tabs
  /** Whether the page would lose something if it changed now. */
  holds?: { isHeld: () => boolean; subscribe: (listener: () => void) => unknown }
  /** How long a tab that waited for another one listens for its result. */
  listenMs?: number
}

export type Session = ReturnType<typeof createSession>

/** Counted from the arrival of a token, since the clock of the device may be wrong. */
const renewAfterMs = sessionLifetimes.accessTokenMs - 60_000

/**
 * The session of this tab. Only this closure has the access token; the refresh token is a cookie that no script can read. All
 * changes of that cookie run under one lock, so that no two tabs use it at the same time.
 */
export function createSession({ client, lock, attempt, tabs, holds, listenMs = 250 }: SessionOptions) {
  let accessToken: string | undefined
  let state: SessionState = { status: 'restoring' }
  /** The message of another tab that this one does not follow yet. */
  let waiting: Extract<TabMessage, { type: 'signed-in' }> | undefined
  let refreshing: Promise<boolean> | undefined
  let renewal: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  function become(next: SessionState, token?: string) {
    state = next
    accessToken = token
    waiting = undefined
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

  /** Retries at the time in `Retry-After` (RFC 9110 section 10.2.3), so that the user does not have to. */
  function againWhenAllowed(error: unknown, task: () => void) {
    const waitMs = error instanceof ProblemError ? error.retryAfterMs : undefined
    if (waitMs !== undefined) renewal = setTimeout(task, waitMs)
  }

  /**
   * Follows a change in another tab: at once if this page would lose nothing, or if somebody else signed in or out. Otherwise
   * the token of the shown tenant stays valid for minutes.
   */
  function hearFromOther(message: TabMessage) {
    if (message.type === 'signed-out' || !wouldLose(message.user)) return hear(message)
    waiting = message
    // A renewal would be for the other tenant.
    clearTimeout(renewal)
    if (state.status === 'signed-in') state = { ...state, elsewhere: message.user }
    for (const listener of listeners) listener()
  }

  function wouldLose({ id, email }: User): boolean {
    return state.status === 'signed-in' && state.user.id !== id && state.user.email === email && !!holds?.isHeld()
  }

  function followOther() {
    if (waiting) hear(waiting)
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

  async function exchangeRefreshToken(wanted: { tenantId?: string } = {}): Promise<boolean> {
    const result = await client('auth.refresh', { body: { attemptId: attempt.id(), ...wanted } })
    const tenants = result.ok ? undefined : result.problem.tenants
    // Without one of these answers, the server may have exchanged the token: the next try is the same attempt.
    if (result.ok || result.status === 401 || tenants) attempt.close()
    if (result.ok) {
      enter(result.data)
      return true
    }
    if (tenants) {
      become({ status: 'signed-out', because: 'not-a-member', tenants })
      return false
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
    if (waiting) return Promise.resolve(false)
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

  tabs.listen(hearFromOther)
  holds?.subscribe(() => holds.isHeld() || followOther())

  return {
    subscribe,
    refresh,

    /** Continues in the tenant that the user chose in another tab. */
    followOther,

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
     * Continues in another tenant of the same user, in all tabs. If the session has ended, signs the user out.
     * @throws ProblemError `not-a-member`
     */
    async switchTenant(tenantId: string) {
      await lock(() => exchangeRefreshToken({ tenantId }))
    },

    /** Uses the new access token that the API returns after a step-up or a change of password. */
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
