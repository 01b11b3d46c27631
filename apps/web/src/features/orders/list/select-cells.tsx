import { Trans } from '@lingui/react/macro'
import type { OrderSummary } from '../bulk/bulk-steps.ts'
import type { Selection } from '../bulk/use-selection.ts'

// Above the link of the row, which covers the whole row.
const cell = 'relative z-1 w-px align-top'

/** The label is the target: 44 px wide and high. */
const target = 'grid min-h-11 min-w-11 cursor-pointer place-items-center'

const box = 'size-4.5 cursor-pointer accent-accent'

export function SelectAllCell({ selection }: { selection: Selection }) {
  const { selected, hasAll, toggleAll } = selection
  return (
    <td className={cell}>
      <label className={target}>
        <span className="sr-only">
          <Trans>Select all orders</Trans>
        </span>
        <input
          type="checkbox"
          className={box}
          checked={hasAll && selected.length > 0}
          ref={input => {
            if (input) input.indeterminate = !hasAll && selected.length > 0
          }}
          onChange={toggleAll}
        />
      </label>
    </td>
  )
}

export function SelectCell({ order, selection }: { order: OrderSummary; selection: Selection }) {
  const isSelected = selection.has(order)
  return (
    <td className={cell}>
      <label className={target}>
        <span className="sr-only">
          <Trans>Select {order.reference}</Trans>
        </span>
        <input
          type="checkbox"
          className={box}
          checked={isSelected}
          disabled={!isSelected && selection.isFull}
          onChange={() => selection.toggle(order)}
        />
      </label>
    </td>
  )
}
