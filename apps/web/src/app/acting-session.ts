import type { ProblemCode } from '@palisade/contracts'
import type { Operator } from '../features/operator/operator-session.ts'
import type { Session, SessionState } from '../features/session/session.ts'

/**
 * The session as the pages of a tenant see it: while an operator acts for an owner, they show that tenant and use its token. The
 * operator's own session does not change.
 */
export function createActingSession(session: Session, operator: Operator): Session {
  let shown: { of: ReturnType<Operator['acting']>; state: SessionState } | undefined

  let userId = userOf(session)
  session.subscribe(() => {
    // The first user of a page that was reloaded is the same one as before.
    const isAnother = userId !== undefined && userOf(session) !== userId
    if (isAnother || session.state().status === 'signed-out') operator.close()
    userId = userOf(session)
  })

  // The same object while nothing changes: React compares it.
  function stateWhileActing(): SessionState | undefined {
    const acting = operator.acting()
    if (!acting || session.state().status !== 'signed-in') return undefined
    if (shown?.of !== acting) {
      const { memberId: id, scopes, tenant } = acting
      const user = {
        id,
        email: '',
        name: '',
        role: 'owner' as const,
        scopes,
        tenant: { ...tenant, color: null, logo: null, eraseAfter: null },
      }
      shown = { of: acting, state: { status: 'signed-in', user } }
    }
    return shown.state
  }

  return {
    ...session,
    state: () => stateWhileActing() ?? session.state(),
    accessToken: () => operator.actingToken() ?? session.accessToken(),
    refresh: stale => (operator.acting() ? operator.renewActing() : session.refresh(stale)),
    subscribe(listener) {
      const stop = [session.subscribe(listener), operator.subscribe(listener)]
      return () => {
        for (const unsubscribe of stop) unsubscribe()
      }
    },
  }
}

function userOf(session: Session): string | undefined {
  const state = session.state()
  return state.status === 'signed-in' ? state.user.id : undefined
}

/** `fetch` that discards the token for a tenant when the server says that the impersonation has ended. */
export function createActingFetch(operator: Operator, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const acting = operator.acting()
    const response = await fetch(input, init)
    if (acting && response.status === 403 && (await codeOf(response)) === 'access-changed') operator.dropActing()
    return response
  }
}

async function codeOf(response: Response): Promise<ProblemCode | undefined> {
  const problem: { code?: ProblemCode } | undefined = await response
    .clone()
    .json()
    .catch(() => undefined)
  return problem?.code
}
