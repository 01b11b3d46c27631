import { type AuditEntry, type AuditEvent, mostExported, type RequestOf } from '@palisade/contracts'
import type { TenantReader } from '@palisade/db'
import { defaultLimit, refuseCursor } from '../../http/pages.ts'

type Query = RequestOf<'audit-log.list'>['query']

type Row = Awaited<ReturnType<typeof findRows>>[number]

/** Above every number. */
const endOfChain = 2n ** 63n - 1n

/** A chain, and the id that it is kept under. */
type Chain = Pick<TenantReader, 'tenantId'> & { auditEntry: Pick<TenantReader['auditEntry'], 'findMany' | 'findFirst'> }

function findRows(db: Chain, { where, take, order }: { where: object; take: number; order: 'asc' | 'desc' }) {
  return db.auditEntry.findMany({ where: { tenantId: db.tenantId, ...where }, orderBy: { seq: order }, take })
}

/** One page, the newest entry first. Numbers have no gaps and never change, so a number is the cursor. */
export async function listEntries(db: Chain, query: Query) {
  const { event, actorId, happenedFrom, happenedBefore, limit = defaultLimit, cursor } = query
  const from = happenedFrom ? await firstSince(db, happenedFrom) : 0n
  const until = happenedBefore ? await firstSince(db, happenedBefore) : endOfChain
  const before = cursor === undefined ? endOfChain : readCursor(cursor)
  const seq = { gte: from, lt: before < until ? before : until }
  const where = { ...(event && { event }), ...(actorId && { actorId }), seq }
  const rows = await findRows(db, { where, take: limit + 1, order: 'desc' })
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? String(last.seq) : null }
}

/** Entries after a number, the oldest first. */
export function exportEntries(db: TenantReader, after: number): Promise<Row[]> {
  return findRows(db, { where: { seq: { gt: BigInt(after) } }, take: mostExported, order: 'asc' })
}

export function findHead(db: TenantReader) {
  return db.auditHead.findFirst({ where: { tenantId: db.tenantId } })
}

/** Times never decrease along the chain, so a period is a range of numbers, found by index. */
async function firstSince(db: Chain, instant: string): Promise<bigint> {
  const where = { tenantId: db.tenantId, at: { gte: new Date(instant) } }
  const first = await db.auditEntry.findFirst({
    where,
    orderBy: [{ at: 'asc' }, { seq: 'asc' }],
    select: { seq: true },
  })
  return first?.seq ?? endOfChain
}

function readCursor(cursor: string): bigint {
  if (!/^\d{1,15}$/.test(cursor)) throw refuseCursor()
  return BigInt(cursor)
}

export function describeEntry({ seq, at, event, actorKind, actorId, objectId, facts, ...row }: Row): AuditEntry {
  return {
    seq: Number(seq),
    tenantId: row.tenantId,
    at: at.toISOString(),
    event: event as AuditEvent,
    actor: { kind: actorKind as AuditEntry['actor']['kind'], id: actorId },
    object: objectId,
    requestId: row.requestId,
    facts: facts as AuditEntry['facts'],
    previousHash: row.previousHash,
    hash: row.hash,
  }
}
