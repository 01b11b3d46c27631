import { type OrderStatus, orderStatuses, orderTransitions, type ResponseOf, type Scope } from '@palisade/contracts'

export type OrderSummary = ResponseOf<'orders.list'>['items'][number]

/** Orders that one action takes: about as many requests as a user may send at once. */
export const mostSelected = 50

export type BulkStep = { to: OrderStatus; orders: readonly OrderSummary[] }

/** The steps that at least one of the orders can take with these scopes, and which of them can. */
export function bulkStepsOf(orders: readonly OrderSummary[], scopes: readonly Scope[]): BulkStep[] {
  return orderStatuses
    .map(to => ({ to, orders: orders.filter(order => mayMove(order.status, to, scopes)) }))
    .filter(step => step.orders.length > 0)
}

function mayMove(from: OrderStatus, to: OrderStatus, scopes: readonly Scope[]): boolean {
  const scope = orderTransitions[from][to]
  return scope !== undefined && scopes.includes(scope)
}
