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
  // Outside of a transaction, which would have to wait for a foreign server.
  const result = await lookUp(name, value)
  const status = nextStatus(row, result, new Date())
  await db.forTenant(tenantId, async tx => {
    if (await keep(tx, row, status)) auditStatus(tx, row, status, logger)
  })
  if (result === 'unanswered') throw new Error(`no DNS server answers for ${name}`)
  return { result }
}

/** The origin, if it may still be looked up: the member who added it, or who requested it last, must still manage the tenant. */
async function findOrigin(tx: JobDb, id: string) {
  const where = { tenantId: tx.tenantId, id, decidedByOperator: false }
  const row = await tx.tenantOrigin.findFirst({ where })
  if (!row || (await isWanted(tx, row))) return row
  await tx.tenantOrigin.updateMany({ where, data: { nextCheckAt: null } })
  return undefined
}

/**
 * A verified origin belongs to the tenant, not to the member who added it. Before that, it needs a member who may manage the
 * tenant: a demoted or disabled one must not get a page allowed by publishing the record later.
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

function auditStatus(tx: JobDb, { id: object, origin }: Origin, { verifiedAt }: OriginStatus, logger: Logger): void {
  const { tenantId } = tx
  const event = verifiedAt ? 'tenant.origin.verified' : 'tenant.origin.lapsed'
  const actor = { kind: 'system', id: null } as const
  tx.audit({ tenantId, event, actor, object, requestId: null, facts: {} }, () =>
    logger.info({ event, tenant: tenantId, origin }, 'tenant CORS origin changed'),
  )
}

/** @returns whether the lookup changed if pages of the origin may call the API */
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
