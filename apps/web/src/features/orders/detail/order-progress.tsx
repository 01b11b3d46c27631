import { type OrderStatus, orderStatuses } from '@palisade/contracts'
import { statusNames } from '../order-words.ts'

const way = orderStatuses.filter(status => status !== 'cancelled')

/** How far an order has come; nothing for a cancelled one, which goes nowhere any more. */
export function OrderProgress({ status }: { status: OrderStatus }) {
  if (status === 'cancelled') return null
  const reached = way.indexOf(status)
  return (
    <ol aria-label="Progress" className="grid grid-cols-5 gap-1.5">
      {way.map((step, index) => (
        <li
          key={step}
          aria-current={index === reached ? 'step' : undefined}
          className={`border-t-4 pt-1.5 text-[0.8125rem] ${index <= reached ? 'border-accent' : 'border-line'} ${index === reached ? 'font-semibold' : 'text-ink-faint'}`}
        >
          {statusNames[step]}
          {index < reached && <span className="sr-only"> (done)</span>}
        </li>
      ))}
    </ol>
  )
}
