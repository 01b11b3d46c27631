import type { Order, OrderDraft, OrderStatus } from '@palisade/contracts'
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../lib/client-context.ts'
import { submissionKey } from '../../lib/idempotency-key.ts'
import { dataOf, isProblem } from '../../lib/problem-error.ts'
import { orderKeys } from './order-queries.ts'

type Seen = Pick<Order, 'id' | 'version'>

/** @param onSaved runs when the server has the order, also if the form is gone by then */
export function useCreateOrder(draftId: string, onSaved: () => void) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (body: OrderDraft) => {
      const headers = { 'idempotency-key': await submissionKey(draftId, body) }
      return dataOf(client('orders.create', { headers, body }))
    },
    onSuccess: created => {
      onSaved()
      remember(queries, created)
    },
  })
}

/** @param onSaved runs when the server has the change, also if the form is gone by then */
export function useChangeOrder(seen: Seen, onSaved: () => void) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: OrderDraft) => dataOf(client('orders.change', { ...whileUnchanged(seen), body })),
    onSuccess: changed => {
      onSaved()
      remember(queries, changed)
    },
  })
}

export function useMoveOrder(seen: Seen) {
  const client = useClient()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (to: OrderStatus) => dataOf(client('orders.move', { ...whileUnchanged(seen), body: { to } })),
    onSuccess: moved => remember(queries, moved),
    onError: error => {
      if (!isStale(error)) return
      queries.invalidateQueries({ queryKey: orderKeys.one(seen.id) })
      queries.invalidateQueries({ queryKey: orderKeys.history(seen.id) })
    },
  })
}

/** Whether the order on the screen is out of date. */
export function isStale(error: unknown): boolean {
  return (
    isProblem(error, 'precondition-failed') ||
    isProblem(error, 'invalid-transition') ||
    isProblem(error, 'order-not-editable')
  )
}

/** The path and `If-Match` of a change: the API refuses it if the order has changed since it was shown. */
export function whileUnchanged({ id, version }: Seen) {
  return { params: { orderId: id }, headers: { 'if-match': `"${version}"` } }
}

function remember(queries: QueryClient, order: Order) {
  queries.setQueryData(orderKeys.one(order.id), order)
  queries.invalidateQueries({ queryKey: orderKeys.lists })
  queries.invalidateQueries({ queryKey: orderKeys.history(order.id) })
}
