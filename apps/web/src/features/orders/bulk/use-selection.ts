import { useState } from 'react'
import { mostSelected, type OrderSummary } from './bulk-steps.ts'

export type Selection = ReturnType<typeof useSelection>

/** The selection among the listed orders. An order that leaves the list also leaves the selection. */
export function useSelection(listed: readonly OrderSummary[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const selected = listed.filter(({ id }) => ids.has(id))
  const setUpTo = (wanted: readonly OrderSummary[]) =>
    setIds(new Set(wanted.slice(0, mostSelected).map(({ id }) => id)))
  return {
    selected,
    has: (order: OrderSummary) => ids.has(order.id),
    isFull: selected.length >= mostSelected,
    hasAll: selected.length === Math.min(listed.length, mostSelected),
    toggle: (order: OrderSummary) =>
      setUpTo(ids.has(order.id) ? selected.filter(({ id }) => id !== order.id) : [...selected, order]),
    toggleAll: () => setUpTo(selected.length > 0 ? [] : listed),
    clear: () => setIds(new Set()),
  }
}
