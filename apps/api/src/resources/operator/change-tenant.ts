import type { AuditEvent, AuditFacts, Tier } from '@palisade/contracts'
import type { OperatorDb } from '@palisade/db'

export type TenantChange = { tier?: Tier | undefined; state?: 'active' | 'suspended' | undefined }

type PlatformEvent = 'tenant.plan-changed' | 'tenant.suspended' | 'tenant.resumed'

type Record = <Event extends AuditEvent & PlatformEvent>(
  tenantId: string,
  event: Event,
  facts: AuditFacts<Event>,
) => void

/**
 * Changes the plan or the state of a tenant, for the command on the machine and for the console. Every node applies it to the
 * next request.
 * @param record writes the audit trail; it is called for what really changes
 * @returns undefined when there is no such tenant, or a worker erases it
 */
export async function changeTenant(
  tx: Pick<OperatorDb, 'tenant' | 'announce'>,
  which: { id: string } | { slug: string },
  { tier, state }: TenantChange,
  record: Record,
) {
  const before = await tx.tenant.findUnique({ where: which })
  if (!before || before.state === 'erasing') return undefined
  const { id } = before
  const changesTier = tier !== undefined && tier !== before.tier
  // Resuming a tenant that waits for its deletion would change nothing: only its owners keep it.
  const changesState = state !== undefined && (state === 'suspended') !== (before.state === 'suspended')
  if (!changesTier && !changesState) return before
  const data = { ...(changesTier && { tier }), ...(changesState && { state }) }
  const [changed] = await tx.tenant.updateManyAndReturn({ where: { id, state: { not: 'erasing' } }, data })
  if (!changed) return undefined
  await tx.announce({ what: 'tenant', id })
  if (changesTier) record(id, 'tenant.plan-changed', { from: before.tier as Tier, to: tier })
  if (changesState) record(id, state === 'active' ? 'tenant.resumed' : 'tenant.suspended', {})
  return changed
}
