import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type OrderStatus, orderStatuses } from '@palisade/contracts'
import { statusNames } from '../../../lib/status-names.ts'

const way = orderStatuses.filter(status => status !== 'cancelled')

/** The progress of an order. A cancelled order has none. */
export function OrderProgress({ status }: { status: OrderStatus }) {
  if (status === 'cancelled') return null
  const reached = way.indexOf(status)
  return (
    <ol aria-label={t`Progress`} className="grid grid-cols-5 gap-1.5">
      {way.map((step, index) => (
        <li
          key={step}
          aria-current={index === reached ? 'step' : undefined}
          className={`border-t-4 pt-1.5 text-[0.8125rem] ${index <= reached ? 'border-accent' : 'border-line'} ${index === reached ? 'font-semibold' : 'text-ink-faint'}`}
        >
          {statusNames()[step]}
          {index < reached && (
            <span className="sr-only">
              {' '}
              <Trans>(done)</Trans>
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}
