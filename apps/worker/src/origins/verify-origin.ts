import { domainProof } from '@palisade/contracts'
import type { TenantJob, WorkerDatabase } from '@palisade/db'
import type { Changes, Logger } from '@palisade/service'
import type { Look, LookUp } from './txt-lookup.ts'
import { judge } from './verdict.ts'

type Needs = { db: WorkerDatabase; changes: Changes; logger: Logger; lookUp: LookUp }

/**
 * Looks whether the domain of an origin is the tenant's own, and lets the origin in or no longer.
 * @throws Error when no DNS server answers, so that the job is tried again soon
 */
export async function verifyOrigin(needs: Needs, { tenantId, id }: TenantJob): Promise<{ look?: Look }> {
  const { db, changes, logger, lookUp } = needs
  const where = { tenantId, id, decidedByOperator: false }
  const row = await db.forTenant(tenantId, tx => tx.tenantOrigin.findFirst({ where }))
  if (!row) return {}
  const { origin, token } = row
  const { name, value } = domainProof(origin, token)
  // Not inside a transaction, which would wait for a stranger's server.
  const look = await lookUp(name, value)
  const verdict = judge(row, look, new Date())
  const { count } = await db.forTenant(tenantId, tx => tx.tenantOrigin.updateMany({ where, data: verdict }))
  const isVerified = verdict.verifiedAt !== null
  if (count > 0 && isVerified !== (row.verifiedAt !== null)) {
    await changes.announce({ what: 'origin', origin })
    logger.info({ event: `tenant.origin.${isVerified ? 'verified' : 'lapsed'}`, tenant: tenantId, origin })
  }
  if (look === 'unanswered') throw new Error(`no DNS server answers for ${name}`)
  return { look }
}
