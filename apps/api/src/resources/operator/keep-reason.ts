import type { ConsoleDb } from '@palisade/db'

/**
 * Stores the reason that an operator gave for a request about a tenant, under the id of the request: the audit trail contains
 * only ids and listed words. The reason is erased with the tenant.
 */
export async function keepReason(
  tx: ConsoleDb,
  reason: { requestId: string; tenantId: string; reason: string },
): Promise<void> {
  await tx.operatorReason.create({ data: reason })
}
