import { randomUUIDv7 } from 'node:crypto'
import type { OrderDraft, OrderStatus } from '@palisade/contracts'
import { linesOf, newOrder, type TenantDb, type TenantReader, totalOf } from '@palisade/db'

const withLines = { lines: { orderBy: { position: 'asc' } } } as const

/** Each query names the tenant, although row-level security already hides the rows of other tenants: either would be enough. */
export function findOrder(db: TenantReader, id: string) {
  return db.order.findFirst({ where: { tenantId: db.tenantId, id }, include: withLines })
}

export async function insertOrder(db: TenantDb, draft: OrderDraft, actorId: string) {
  const { order, lines, event } = newOrder(draft, { tenantId: db.tenantId, actorId })
  const created = await db.order.create({ data: order })
  await db.orderLine.createMany({ data: lines })
  await db.indexOrder(order.id)
  await db.orderEvent.createMany({ data: event })
  return { ...created, lines }
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
    await db.orderLine.createMany({ data: linesOf(lines, { tenantId: db.tenantId, orderId: id }) })
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

type Event = {
  orderId: string
  actorId: string
  action: 'changed' | 'moved'
  from: OrderStatus
  to: OrderStatus
}

async function recordEvent(db: TenantDb, event: Event): Promise<void> {
  await db.orderEvent.createMany({ data: { id: randomUUIDv7(), tenantId: db.tenantId, ...event } })
}
