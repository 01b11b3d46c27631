import { domainProof, type Role, type Scope, scopesOf } from '@palisade/contracts'
import type { JobDb, TenantJob, WorkerDatabase } from '@palisade/db'
import type { Logger } from '@palisade/service'
import { nextStatus, type OriginStatus } from './origin-status.ts'
import type { TxtLookup, TxtResult } from './txt-lookup.ts'

type Deps = { db: WorkerDatabase; logger: Logger; lookUp: TxtLookup }

type Origin = NonNullable<Awaited<ReturnType<typeof findOrigin>>>

const neededScope: Scope = 'tenant:manage'

/**
 * Checks by DNS whether the domain of a CORS origin belongs to the tenant, and allows or refuses the origin accordingly.
 * @throws Error when no DNS server answers, so that the job is tried again soon
 */
export async function verifyOrigin(deps: Deps, { tenantId, id }: TenantJob): Promise<{ result?: TxtResult }> {
  const { db, logger, lookUp } = deps
  const row = await db.forTenant(tenantId, tx => findOrigin(tx, id))
  if (!row) return {}
  const { origin, token } = row
  const { name, value } = domainProof(origin, token)
  // Outside of a transaction, which would wait for somebody else's server.
  const result = await lookUp(name, value)
  const status = nextStatus(row, result, new Date())
  if (await db.forTenant(tenantId, tx => keep(tx, row, status))) {
    logger.info(
      { event: `tenant.origin.${status.verifiedAt ? 'verified' : 'lapsed'}`, tenant: tenantId, origin },
      'tenant origin changed',
    )
  }
  if (result === 'unanswered') throw new Error(`no DNS server answers for ${name}`)
  return { result }
}

/** The origin, if a lookup is still wanted: the member who added it, or who asked last, must still manage the tenant. */
async function findOrigin(tx: JobDb, id: string) {
  const where = { tenantId: tx.tenantId, id, decidedByOperator: false }
  const row = await tx.tenantOrigin.findFirst({ where })
  if (!row || (await isWanted(tx, row))) return row
  await tx.tenantOrigin.updateMany({ where, data: { nextCheckAt: null } })
  return undefined
}

/**
 * A verified origin belongs to the tenant, not to the member who added it. Before that, a member who may manage the tenant has to want
 * it: one who was demoted or disabled must not let a page in by publishing the record later.
 */
async function isWanted(
  tx: JobDb,
  { verifiedAt, addedBy, askedBy }: { verifiedAt: Date | null; addedBy: string | null; askedBy: string | null },
): Promise<boolean> {
  if (verifiedAt) return true
  const id = { in: [addedBy, askedBy].filter(member => member !== null) }
  const select = { role: true }
  const members = await tx.membership.findMany({ where: { tenantId: tx.tenantId, id, disabledAt: null }, select })
  return members.some(({ role }) => scopesOf(role as Role).includes(neededScope))
}

/** @returns whether pages of the origin may call from now on and could not before, or the other way round */
async function keep(tx: JobDb, row: Origin, status: OriginStatus): Promise<boolean> {
  const { id, origin, checkedAt, verifiedAt } = row
  if (!(await isWanted(tx, row))) return false
  // Do not overwrite the result of a later lookup, or a decision of the operator.
  const where = { tenantId: tx.tenantId, id, decidedByOperator: false, checkedAt }
  const { count } = await tx.tenantOrigin.updateMany({ where, data: status })
  if (count === 0 || (status.verifiedAt !== null) === (verifiedAt !== null)) return false
  await tx.announce({ what: 'origin', tenantId: tx.tenantId, id, origin })
  return true
}
