import type { OrderDraft } from '@palisade/contracts'
import { type JobDb, newOrder, newReference } from '@palisade/db'
import { checkDraft } from './check-draft.ts'
import type { Found } from './read-order-file.ts'

type Requester = { memberId: string; membershipVersion: number; operatorId: string | null }

/**
 * Checks the requester like a request does: a member who was removed or demoted since the upload, or whose tenant was
 * suspended, must not save orders. Nor must an operator who acts for the member no longer.
 * @throws Error when the access of the requester has changed
 */
export async function requireAccess(tx: JobDb, requester: Requester): Promise<void> {
  const { memberId, membershipVersion, operatorId } = requester
  const { tenantId } = tx
  const members = { tenantId, id: memberId, membershipVersion, disabledAt: null }
  const isMember = (await tx.membership.count({ where: members })) > 0
  const isActive = (await tx.tenant.count({ where: { id: tenantId, state: 'active' } })) > 0
  const isAllowed = operatorId === null || (await tx.operatorActs(operatorId, memberId))
  if (!isMember || !isActive || !isAllowed) throw new Error('the access of the requester has changed')
}

type Creator = { memberId: string; operatorId: string | null }

/** Adds orders with their lines, history and search index, in the transaction of `tx`. */
export async function saveOrders(
  tx: JobDb,
  drafts: readonly OrderDraft[],
  { memberId: actorId, operatorId }: Creator,
): Promise<void> {
  const { tenantId } = tx
  const rows = drafts.map(draft => newOrder(draft, { tenantId, actorId, operatorId }))
  const orders = rows.map(({ order }) => order)
  await renewTaken(tx, orders)
  await tx.order.createMany({ data: orders })
  await tx.orderLine.createMany({ data: rows.flatMap(({ lines }) => lines) })
  await tx.orderEvent.createMany({ data: rows.map(({ event }) => event) })
  await tx.indexOrders(orders.map(({ id }) => id))
}

/** References are short enough to read out, so one of 20,000 new ones may be taken. It would fail the whole import. */
async function renewTaken(tx: JobDb, orders: { reference: string }[]): Promise<void> {
  const references = orders.map(({ reference }) => reference)
  const where = { tenantId: tx.tenantId, reference: { in: references } }
  const taken = new Set((await tx.order.findMany({ where, select: { reference: true } })).map(row => row.reference))
  for (const order of orders) if (taken.has(order.reference)) order.reference = newReference()
}

/**
 * What one transaction saves at most: the embedded PostgreSQL has one session, so every other request waits for it. The index of
 * a thousand characters takes up to 50 ms.
 */
const mostOfBatch = { orders: 25, chars: 10_000 }

/**
 * Divides the orders of a file into batches of at least one order each.
 * @param skip how many orders of the file are left out
 * @throws Error for a fault: the file was found to have none
 */
export async function* batchesOf(
  found: AsyncIterable<Found> | Iterable<Found>,
  skip: number,
): AsyncGenerator<OrderDraft[]> {
  let batch: OrderDraft[] = []
  let chars = 0
  let position = 0
  for await (const one of found) {
    position += 1
    if (position <= skip) continue
    const checked = 'fault' in one ? one : checkDraft(one)
    if (!('draft' in checked)) throw new Error('the file has changed since it was checked')
    const { draft } = checked
    const length = charsOf(draft)
    if (batch.length === mostOfBatch.orders || (batch.length > 0 && chars + length > mostOfBatch.chars)) {
      yield batch
      batch = []
      chars = 0
    }
    batch.push(draft)
    chars += length
  }
  if (batch.length > 0) yield batch
}

function charsOf({ note = '', lines }: OrderDraft): number {
  return lines.reduce((sum, { description }) => sum + description.length, note.length)
}
