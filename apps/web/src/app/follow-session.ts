import type { QueryClient } from '@tanstack/react-query'
import type { AnyRouter } from '@tanstack/react-router'
import type { Session } from '../features/session/session.ts'
import type { Drafts } from '../lib/drafts.ts'

/**
 * When the user changes, drops the previous user's data from memory, and runs the routes' guards again. Drafts go on sign-out
 * and when another user signs in; they outlive a session that has expired.
 */
export function followSession(session: Session, queries: QueryClient, drafts: Drafts, router: AnyRouter): () => void {
  let userId = userOf(session)
  return session.subscribe(() => {
    const state = session.state()
    if (state.status === 'signed-in') drafts.keepOnly(state.user)
    else if (state.status === 'signed-out' && state.because === 'left') drafts.keepOnly()
    const next = userOf(session)
    if (next === userId) return
    userId = next
    queries.clear()
    router.invalidate()
  })
}

function userOf(session: Session): string | undefined {
  const state = session.state()
  return state.status === 'signed-in' ? state.user.id : undefined
}
