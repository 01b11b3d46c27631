import { isDeepStrictEqual } from 'node:util'
import {
  type Order,
  type OrderDraft,
  type OrderStatus,
  orderTransitions,
  type ResponseOf,
  type Scope,
} from '@palisade/contracts'
import type { findOrder } from './order-store.ts'

type OrderRow = NonNullable<Awaited<ReturnType<typeof findOrder>>>

export type OrderSummary = ResponseOf<'orders.list'>['items'][number]

/** The columns of an order with the values that JSON has. Only declared fields are serialized. */
export function summarize({ tenantId: _, createdBy: __, ...row }: Omit<OrderRow, 'lines'>) {
  return {
    ...row,
    status: row.status as OrderStatus,
    currency: row.currency as Order['currency'],
    totalMinor: Number(row.totalMinor),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  } satisfies OrderSummary
}

/** An order as this caller sees it: with the steps that its status and the caller's scopes allow. */
export function describeOrder(row: Omit<OrderRow, 'lines'> & { lines: LineRow[] }, scopes: readonly Scope[]): Order {
  return {
    ...summarize(row),
    lines: row.lines.map(({ sku, description, quantity, unitPriceMinor }) => ({
      sku,
      description,
      quantity,
      unitPriceMinor: Number(unitPriceMinor),
      totalMinor: quantity * Number(unitPriceMinor),
    })),
    allowedTransitions: allowedTransitions(row.status as OrderStatus, scopes),
  }
}

type LineRow = { sku: string; description: string; quantity: number; unitPriceMinor: bigint }

type Named = { name: string }

type EventRow = {
  id: string
  at: Date
  actor: { id: string; user: Named | null; removedName: string | null; serviceAccount: Named | null }
  operatorId: string | null
  action: string
  from: string | null
  to: string
}

type OrderEvent = ResponseOf<'orders.history'>['items'][number]

export function describeEvent({ id, at, actor, operatorId, action, from, to }: EventRow): OrderEvent {
  return {
    id,
    at: at.toISOString(),
    actor: { id: actor.id, name: nameOf(actor) },
    operatorId,
    action: action as OrderEvent['action'],
    from: from as OrderEvent['from'],
    to: to as OrderStatus,
  }
}

/** The row of a former member's person is not visible to the tenant: the membership keeps the name. */
function nameOf({ user, removedName, serviceAccount }: EventRow['actor']): string {
  return user?.name ?? removedName ?? serviceAccount?.name ?? ''
}

/** Whether an order already is what a patch would make of it. */
export function changesNothing(order: Order, { lines, ...fields }: Partial<OrderDraft>): boolean {
  const current = order.lines.map(({ totalMinor: _, ...line }) => line)
  return isDeepStrictEqual({ ...order, ...fields }, order) && (!lines || isDeepStrictEqual(lines, current))
}

function allowedTransitions(from: OrderStatus, scopes: readonly Scope[]): OrderStatus[] {
  const steps = Object.entries(orderTransitions[from]) as [OrderStatus, Scope][]
  return steps.filter(([, scope]) => scopes.includes(scope)).map(([to]) => to)
}
