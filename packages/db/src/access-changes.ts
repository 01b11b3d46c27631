import { randomUUIDv7 } from 'node:crypto'
import type { Prisma } from './generated/client.ts'

/**
 * A change of access: of a tenant's state or plan, of a member's role, state, password or second factor, the
 * end of an API key or a session, or whether pages of a tenant's CORS origin may call.
 */
export type AccessChange =
  | { what: 'tenant'; id: string }
  | { what: 'member'; tenantId: string; id: string; membershipVersion: number }
  | { what: 'api-key'; tenantId: string; id: string }
  | { what: 'session'; tenantId: string; id: string }
  | { what: 'origin'; tenantId: string; id: string; origin: string }

/** A stored change. The database keeps it for an hour, so that each node can read it and send it to Redis. */
export type RecordedChange = { recordId: string; change: AccessChange }

export async function recordChange(db: Prisma.TransactionClient, change: AccessChange): Promise<RecordedChange> {
  const recordId = randomUUIDv7()
  const tenantId = change.what === 'tenant' ? change.id : change.tenantId
  const version = change.what === 'member' ? change.membershipVersion : 0
  const origin = change.what === 'origin' ? change.origin : null
  const data = { id: recordId, tenantId, what: change.what, objectId: change.id, version, origin }
  // `createMany` returns no row: those who write announcements cannot read them.
  await db.accessChange.createMany({ data })
  return { recordId, change }
}

type Row = { id: string; tenantId: string; what: string; objectId: string; version: number; origin: string | null }

/** The window ends by the clock of the database, which also set `at`: the clocks of nodes may differ. */
export async function readRecentChanges(db: Pick<Prisma.TransactionClient, '$queryRaw'>, withinMs: number) {
  const rows = await db.$queryRaw<Row[]>`
    SELECT id, tenant_id AS "tenantId", what, object_id AS "objectId", version, origin FROM access_changes
    WHERE at > now() - make_interval(secs => ${withinMs / 1_000}::float8) ORDER BY at`
  return rows.map(({ id, ...row }): RecordedChange => ({ recordId: id, change: toChange(row) }))
}

function toChange({ tenantId, what, objectId: id, version: membershipVersion, origin }: Omit<Row, 'id'>): AccessChange {
  if (what === 'origin' && origin !== null) return { what, tenantId, id, origin }
  if (what === 'member') return { what, tenantId, id, membershipVersion }
  return what === 'api-key' || what === 'session' ? { what, tenantId, id } : { what: 'tenant', id: tenantId }
}
