import { type AuditEvent, auditEventNames, isId, type RequestOf } from '@palisade/contracts'
import { isDay, type Period, startOfDay } from '../../lib/dates.ts'

type ListQuery = NonNullable<RequestOf<'audit-log.list'>['query']>

/** The filters in the address of the page. */
export type AuditFilters = Period & { event?: AuditEvent; actor?: string }

/** Reads the valid values of an address, and ignores others. */
export function readAuditSearch(search: Record<string, unknown>): AuditFilters {
  const event = auditEventNames.find(one => one === search['event'])
  const actor = String(search['actor'] ?? '')
  return {
    ...(event && { event }),
    ...(isId(actor) && { actor }),
    ...(isDay(search['from']) && { from: search['from'] }),
    ...(isDay(search['to']) && { to: search['to'] }),
  }
}

export function toListQuery({ event, actor, from, to }: AuditFilters): ListQuery {
  return {
    ...(event && { event }),
    ...(actor && { actorId: actor }),
    ...(from && { happenedFrom: startOfDay(from) }),
    ...(to && { happenedBefore: startOfDay(to, 1) }),
  }
}
