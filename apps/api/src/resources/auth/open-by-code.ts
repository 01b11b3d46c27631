import type { IdentityDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import { attempt } from '../../http/attempt-guard.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import type { AuthDeps } from './deps.ts'
import type { Member } from './member.ts'
import { useCode } from './second-factor-store.ts'

type Shown = { userId: string; code: string; lock: (tx: IdentityDb) => Promise<Member> }

/**
 * Checks a code in one transaction with what it opens: if that fails, the code is not used up. `lock` runs first, and throws if
 * the user may not use a code.
 * @returns undefined for a wrong code
 */
export function openByCode<Opened extends object>(
  { db, guards, dataKey }: AuthDeps,
  request: FastifyRequest,
  { userId, code, lock }: Shown,
  work: (tx: IdentityDb, member: Member) => Promise<Opened>,
): Promise<Opened | undefined> {
  return attempt(request, guards.codes, { account: userId }, () =>
    db.forIdentity(async tx => {
      const member = await lock(tx)
      return (await useCode(tx, { userId, code, dataKey })) ? work(tx, member) : undefined
    }),
  )
}

export function refuseCode(
  request: FastifyRequest,
  who: { subject?: string; tenant?: string; user?: string } = {},
): ProblemError {
  logSecurityEvent(request, 'second-factor.failed', who)
  return new ProblemError('invalid-code')
}
