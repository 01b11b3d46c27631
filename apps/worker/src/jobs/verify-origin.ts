import { domainProof } from '@palisade/contracts'
import type { TenantJob, WorkerDatabase } from '@palisade/db'
import type { Logger } from '@palisade/service'
import { nextStatus } from './origin-status.ts'
import type { TxtLookup, TxtResult } from './txt-lookup.ts'

type Deps = { db: WorkerDatabase; logger: Logger; lookUp: TxtLookup }

/**
 * Checks by DNS whether the domain of a CORS origin belongs to the tenant, and allows or refuses the origin accordingly.
 * @throws Error when no DNS server answers, so that the job is tried again soon
 */
export async function verifyOrigin(deps: Deps, { tenantId, id }: TenantJob): Promise<{ result?: TxtResult }> {
  const { db, logger, lookUp } = deps
  const where = { tenantId, id, decidedByOperator: false }
  const row = await db.forTenant(tenantId, tx => tx.tenantOrigin.findFirst({ where }))
  if (!row) return {}
  const { origin, token } = row
  const { name, value } = domainProof(origin, token)
  // Outside of a transaction, which would wait for somebody else's server.
  const result = await lookUp(name, value)
  const status = nextStatus(row, result, new Date())
  const isVerified = status.verifiedAt !== null
  const hasChanged = await db.forTenant(tenantId, async tx => {
    // Another lookup may have ended meanwhile, and the operator may have decided: both know better.
    const unchanged = { ...where, checkedAt: row.checkedAt }
    const { count } = await tx.tenantOrigin.updateMany({ where: unchanged, data: status })
    if (count === 0 || isVerified === (row.verifiedAt !== null)) return false
    await tx.announce({ what: 'origin', tenantId, id, origin })
    return true
  })
  if (hasChanged) {
    logger.info(
      { event: `tenant.origin.${isVerified ? 'verified' : 'lapsed'}`, tenant: tenantId, origin },
      'tenant origin changed',
    )
  }
  if (result === 'unanswered') throw new Error(`no DNS server answers for ${name}`)
  return { result }
}
