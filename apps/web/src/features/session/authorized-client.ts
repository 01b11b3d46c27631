import type { Client } from '@palisade/contracts'
import type { Session } from './session.ts'

/** A client that, told that its token is not valid any more, has it refreshed and asks once more. */
export function withRefresh(client: Client, session: Pick<Session, 'accessToken' | 'refresh'>): Client {
  return async (...request) => {
    const token = session.accessToken()
    const result = await client(...request)
    if (result.ok || result.problem.code !== 'invalid-token') return result
    return (await session.refresh(token)) ? client(...request) : result
  }
}
