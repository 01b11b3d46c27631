import type { QueryClient } from '@tanstack/react-query'
import type { AnyRouter } from '@tanstack/react-router'
import type { Session } from '../features/session/session.ts'

/** Once the user changes, nothing of the one before stays in memory, and the routes' guards look again. */
export function followSession(session: Session, queries: QueryClient, router: AnyRouter): () => void {
  let userId = userOf(session)
  return session.subscribe(() => {
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
