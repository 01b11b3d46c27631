import { operatorTrail } from '@palisade/contracts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { describeEntry, listEntries } from './audit-log-store.ts'

/** The trail of the operators: a chain like that of a tenant, with the reasons that are kept beside it. */
export function operatorTrailHandlers(): Handlers<'operator.audit-log'> {
  return {
    'operator.audit-log': request =>
      request.inConsole(async ({ auditEntry, operatorReason }) => {
        const { items, nextCursor } = await listEntries({ auditEntry, tenantId: operatorTrail }, request.query)
        const requestIds = items.flatMap(({ requestId }) => requestId ?? [])
        const rows = await operatorReason.findMany({ where: { requestId: { in: requestIds } } })
        const reasons = new Map(rows.map(({ requestId, reason }) => [requestId, reason]))
        return {
          items: items.map(row => ({ ...describeEntry(row), reason: reasons.get(row.requestId ?? '') ?? null })),
          nextCursor,
        }
      }),
  }
}
