import { randomBytes, randomUUIDv7 } from 'node:crypto'
import type { OrderDraft, OrderStatus } from '@palisade/contracts'
import type { TenantDb, TenantReader } from '@palisade/db'

const withLines = { lines: { orderBy: { position: 'asc' } } } as const

/** Each query names the tenant, although row-level security already hides the rows of other tenants: either would be enough. */
export function findOrder(db: TenantReader, id: string) {
  return db.order.findFirst({ where: { tenantId: db.tenantId, id }, include: withLines })
}

export async function insertOrder(db: TenantDb, draft: OrderDraft, actorId: string) {
  const { tenantId } = db
  const { lines, note = '', ...fields } = draft
  const id = randomUUIDv7()
  const order = await db.order.create({
    data: {
      ...fields,
      id,
      tenantId,
      note,
      reference: newReference(),
      status: 'draft',
      totalMinor: totalOf(lines),
      createdBy: actorId,
    },
  })
  await insertLines(db, id, lines)
  await db.indexOrder(id)
  await recordEvent(db, { orderId: id, actorId, action: 'created', from: null, to: 'draft' })
  return { ...order, lines: lines.map(line => ({ ...line, unitPriceMinor: BigInt(line.unitPriceMinor) })) }
}

type Change = { id: string; version: number; actorId: string }

/** @returns whether the order still was a draft of this version */
export async function updateDraft(db: TenantDb, change: Change, patch: Partial<OrderDraft>): Promise<boolean> {
  const { id, version, actorId } = change
  const { lines, ...fields } = patch
  const { count } = await db.order.updateMany({
    where: { tenantId: db.tenantId, id, version, status: 'draft' },
    data: { ...fields, ...(lines && { totalMinor: totalOf(lines) }), version: version + 1, updatedAt: new Date() },
  })
  if (count === 0) return false
  if (lines) {
    await db.orderLine.deleteMany({ where: { tenantId: db.tenantId, orderId: id } })
    await insertLines(db, id, lines)
  }
  await db.indexOrder(id)
  await recordEvent(db, { orderId: id, actorId, action: 'changed', from: 'draft', to: 'draft' })
  return true
}

/** @returns whether the order still had this version */
export async function updateStatus(
  db: TenantDb,
  change: Change,
  step: { from: OrderStatus; to: OrderStatus },
): Promise<boolean> {
  const { id, version, actorId } = change
  const { count } = await db.order.updateMany({
    where: { tenantId: db.tenantId, id, version, status: step.from },
    data: { status: step.to, version: version + 1, updatedAt: new Date() },
  })
  if (count === 0) return false
  await recordEvent(db, { orderId: id, actorId, action: 'moved', ...step })
  return true
}

async function insertLines(db: TenantDb, orderId: string, lines: OrderDraft['lines']): Promise<void> {
  const { tenantId } = db
  await db.orderLine.createMany({
    data: lines.map((line, position) => ({
      ...line,
      tenantId,
      orderId,
      position,
      unitPriceMinor: BigInt(line.unitPriceMinor),
    })),
  })
}

type Event = {
  orderId: string
  actorId: string
  action: 'created' | 'changed' | 'moved'
  from: OrderStatus | null
  to: OrderStatus
}

async function recordEvent(db: TenantDb, event: Event): Promise<void> {
  await db.orderEvent.createMany({ data: { id: randomUUIDv7(), tenantId: db.tenantId, ...event } })
}

function totalOf(lines: OrderDraft['lines']): bigint {
  return lines.reduce((sum, { quantity, unitPriceMinor }) => sum + BigInt(quantity) * BigInt(unitPriceMinor), 0n)
}

/** Tells a competitor nothing about how many orders there are. */
function newReference(): string {
  return `ORD-${randomBytes(4).toString('hex').toUpperCase()}`
}
