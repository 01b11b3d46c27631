import type { ProblemCode } from '@palisade/contracts'
import type { Session } from './session.ts'

/**
 * `fetch` that sends the session's access token. It refreshes an invalid token and sends the request once more, but only
 * while the same user is signed in: another tab may have signed in as somebody else meanwhile, and the request must not
 * reach that user's tenant.
 */
export function createAuthorizedFetch(
  session: Pick<Session, 'accessToken' | 'refresh' | 'state'>,
  fetch: typeof globalThis.fetch,
): typeof globalThis.fetch {
  return async (input, init) => {
    const token = session.accessToken()
    const user = userIdOf(session)
    const send = () => fetch(input, { ...init, headers: withToken(init?.headers, session.accessToken()) })
    const response = await send()
    if (!(await refusesToken(response))) return response
    const isSignedIn = await session.refresh(token)
    return isSignedIn && userIdOf(session) === user ? send() : response
  }
}

function userIdOf(session: Pick<Session, 'state'>): string | undefined {
  const state = session.state()
  return state.status === 'signed-in' ? state.user.id : undefined
}

function withToken(given: HeadersInit | undefined, token: string | undefined): Headers {
  const headers = new Headers(given)
  if (token) headers.set('authorization', `Bearer ${token}`)
  return headers
}

async function refusesToken(response: Response): Promise<boolean> {
  if (response.status !== 401) return false
  const problem: { code?: ProblemCode } | undefined = await response
    .clone()
    .json()
    .catch(() => undefined)
  return problem?.code === 'invalid-token'
}
