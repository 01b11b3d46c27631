import { randomBytes, randomUUIDv7 } from 'node:crypto'
import type { OrderDraft } from '@palisade/contracts'

/** Who creates an order. A job names the operator who acted for the actor; in a request, the database does. */
type Creator = { tenantId: string; actorId: string; operatorId?: string | null }

/** The rows of a new order: the order itself, its lines, and the first event of its history. */
export function newOrder(draft: OrderDraft, { tenantId, actorId, operatorId }: Creator) {
  const { lines, note = '', ...fields } = draft
  const orderId = randomUUIDv7()
  return {
    order: {
      ...fields,
      id: orderId,
      tenantId,
      note,
      reference: newReference(),
      status: 'draft',
      totalMinor: totalOf(lines),
      createdBy: actorId,
    },
    lines: linesOf(lines, { tenantId, orderId }),
    event: {
      id: randomUUIDv7(),
      tenantId,
      orderId,
      actorId,
      ...(operatorId && { operatorId }),
      action: 'created',
      from: null,
      to: 'draft',
    },
  }
}

export function linesOf(lines: OrderDraft['lines'], order: { tenantId: string; orderId: string }) {
  return lines.map((line, position) => ({
    ...line,
    ...order,
    position,
    unitPriceMinor: BigInt(line.unitPriceMinor),
  }))
}

export function totalOf(lines: OrderDraft['lines']): bigint {
  return lines.reduce((sum, { quantity, unitPriceMinor }) => sum + BigInt(quantity) * BigInt(unitPriceMinor), 0n)
}

/** Tells a competitor nothing about how many orders there are. */
export function newReference(): string {
  return `ORD-${randomBytes(4).toString('hex').toUpperCase()}`
}
