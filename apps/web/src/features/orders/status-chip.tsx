import type { OrderStatus } from '@palisade/contracts'
import { statusNames } from './order-words.ts'

const looks: { readonly [Status in OrderStatus]: string } = {
  draft: 'bg-sunken text-ink-soft',
  placed: 'bg-info-soft text-info',
  paid: 'bg-plum-soft text-plum',
  shipped: 'bg-warn-soft text-warn',
  delivered: 'bg-accent-soft text-accent',
  cancelled: 'bg-danger-soft text-danger',
}

export function StatusChip({ status }: { status: OrderStatus }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-[0.8125rem] font-semibold whitespace-nowrap ${looks[status]}`}
    >
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {statusNames[status]}
    </span>
  )
}
