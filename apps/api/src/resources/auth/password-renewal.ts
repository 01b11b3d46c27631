import { passwordAsSent } from '@palisade/contracts'
import type { Database, IdentityDb } from '@palisade/db'
import { isOutdatedHash, renewHash, TooBusyError } from '@palisade/security/credentials'
import type { FastifyRequest } from 'fastify'
import { bySystem } from '../../observability/audit.ts'
import { auditPerson } from './audit-person.ts'
import type { Member } from './member.ts'

type Owner = Pick<Member, 'userId' | 'passwordHash'>

/**
 * Renews a hash of outdated cost after a sign-in has proved the password right. It runs beside the response, so that the
 * user does not wait for a second hash. A hash that cannot be renewed now is renewed at the next sign-in.
 */
export function renewInBackground(request: FastifyRequest, db: Database, owner: Owner, password: string): void {
  if (!isOutdatedHash(owner.passwordHash)) return
  const record = (tx: IdentityDb) =>
    auditPerson(request, tx, owner.userId, 'auth.password-rehashed', ({ tenantId }) => bySystem(tenantId))
  renewPasswordHash(db, owner, password, record).catch((error: unknown) => {
    if (!(error instanceof TooBusyError)) request.log.warn({ err: error }, 'password hash not renewed')
  })
}

/** Stores a new hash of the same password, and records it, unless the password has changed meanwhile. */
export async function renewPasswordHash(
  db: Database,
  { userId: id, passwordHash }: Owner,
  password: string,
  record: (tx: IdentityDb) => Promise<void>,
): Promise<void> {
  const renewed = await renewHash(password, passwordHash, passwordAsSent)
  // Compare and set: an unconditional update would bring back a password that its owner has just replaced.
  await db.forIdentity(async tx => {
    const { count } = await tx.user.updateMany({ where: { id, passwordHash }, data: { passwordHash: renewed } })
    if (count > 0) await record(tx)
  })
}
