import type { Client } from '@palisade/contracts'
import type { Session } from './session.ts'

/**
 * A client that refreshes an invalid access token and sends the request once more. It does so only while the same user is
 * signed in: another tab may have signed in as somebody else meanwhile, and the request must not reach that user's tenant.
 */
export function withRefresh(client: Client, session: Pick<Session, 'accessToken' | 'refresh' | 'state'>): Client {
  return async (...request) => {
    const token = session.accessToken()
    const user = userIdOf(session)
    const result = await client(...request)
    if (result.ok || result.problem.code !== 'invalid-token') return result
    const isSignedIn = await session.refresh(token)
    return isSignedIn && userIdOf(session) === user ? client(...request) : result
  }
}

function userIdOf(session: Pick<Session, 'state'>): string | undefined {
  const state = session.state()
  return state.status === 'signed-in' ? state.user.id : undefined
}
