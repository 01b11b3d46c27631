import type { OrderStatus } from '@palisade/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useClient } from '../../../lib/client-context.ts'
import { useHold } from '../../../lib/holds.ts'
import { dataOf } from '../../../lib/problem-error.ts'
import { whileUnchanged } from '../order-mutations.ts'
import { orderKeys } from '../order-queries.ts'
import type { BulkStep, OrderSummary } from './bulk-steps.ts'
import { type Outcome, runBulk } from './run-bulk.ts'

export type BulkResult = { order: OrderSummary; outcome: Outcome }

/**
 * Moves orders one by one, each with the version in the list: the API refuses an order that has moved meanwhile, even by a
 * request whose response was lost.
 */
export function useBulkMove() {
  const client = useClient()
  const queries = useQueryClient()
  const [to, setTo] = useState<OrderStatus>()
  const [results, setResults] = useState<readonly BulkResult[]>([])
  const { mutate, isPending, error } = useMutation({
    async mutationFn(step: BulkStep) {
      setTo(step.to)
      setResults([])
      await runBulk({
        items: step.orders,
        send: order => dataOf(client('orders.move', { ...whileUnchanged(order), body: { to: step.to } })),
        onOutcome: (order, outcome) => setResults(known => [...known, { order, outcome }]),
      })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: orderKeys.root }),
  })
  useHold(isPending)
  return { start: mutate, isPending, error, to, results, forget: () => setResults([]) }
}
