import { passwordAsSent } from '@palisade/contracts'
import { verifyPassword } from '@palisade/security/credentials'
import type { FastifyRequest } from 'fastify'
import { type AttemptGuard, attempt } from '../../http/attempt-guard.ts'
import { ProblemError } from '../../http/problem.ts'
import type { Member } from './member.ts'

/**
 * Requires the password of the signed-in user before an endpoint changes how the user signs in. The session counts as the
 * device, so strangers who guess the password cannot block the user here.
 * @throws ProblemError `invalid-credentials` for a wrong password, `quota-exceeded` after too many
 */
export async function requirePassword(
  request: FastifyRequest,
  guard: AttemptGuard,
  { email, passwordHash }: Member,
  password: string,
): Promise<void> {
  const whose = { account: email, device: request.signedIn.sessionId }
  const isRight = await attempt(
    request,
    guard,
    whose,
    async () => (await verifyPassword(password, passwordHash, passwordAsSent)) || undefined,
  )
  if (!isRight) throw new ProblemError('invalid-credentials')
}
