import type { AuditActor, AuditEvent, AuditFacts } from '@palisade/contracts'
import type { Prisma } from './generated/client.ts'

/** A new entry. The database adds number, time and hashes, which no role can write. */
export type NewAuditEntry<Event extends AuditEvent = AuditEvent> = {
  tenantId: string
  event: Event
  /** The operator and the system have no id. */
  actor: { kind: AuditActor; id: string | null }
  /** The id of what `auditEvents` names as the object of the event. */
  object: string
  /** Null outside a request. */
  requestId: string | null
  facts: AuditFacts<Event>
}

export type Auditing = {
  /**
   * Adds an entry to the audit trail of a tenant. It is written when the work of the transaction is done, and commits with
   * it. `onCommitted` runs after that.
   */
  audit<Event extends AuditEvent>(entry: NewAuditEntry<Event>, onCommitted?: () => void): void
}

/**
 * Writes entries at the end of a transaction: each locks the head of its tenant's chain until the transaction ends. Heads
 * are locked in the order of their tenants, so that no two transactions wait for each other.
 */
export async function appendAuditEntries(
  db: Pick<Prisma.TransactionClient, '$executeRaw'>,
  entries: readonly NewAuditEntry[],
): Promise<void> {
  const rows = entries
    .map(toRow)
    .toSorted((a, b) => (a.tenant_id < b.tenant_id ? -1 : Number(a.tenant_id > b.tenant_id)))
  await db.$executeRaw`
    INSERT INTO audit_entries (tenant_id, event, actor_kind, actor_id, object_id, request_id, facts)
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
      tenant_id uuid, event text, actor_kind text, actor_id uuid, object_id uuid, request_id text, facts jsonb)`
}

function toRow({ tenantId, event, actor, object, requestId, facts }: NewAuditEntry) {
  return {
    tenant_id: tenantId,
    event,
    actor_kind: actor.kind,
    actor_id: actor.id,
    object_id: object,
    request_id: requestId,
    facts: Object.fromEntries(
      Object.entries<string | readonly string[]>(facts).map(([name, value]) => [name, toWords(value)]),
    ),
  }
}

/** Several words are one text, as OAuth writes scopes (RFC 6749 section 3.3). */
function toWords(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : value.join(' ')
}
