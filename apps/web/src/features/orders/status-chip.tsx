import type { OrderStatus } from '@palisade/contracts'
import { Badge, type Tone } from '../../components/badge.tsx'
import { statusNames } from '../../lib/status-names.ts'

const tones: { readonly [Status in OrderStatus]: Tone } = {
  draft: 'neutral',
  placed: 'info',
  paid: 'plum',
  shipped: 'warn',
  delivered: 'accent',
  cancelled: 'danger',
}

export function StatusChip({ status }: { status: OrderStatus }) {
  return <Badge tone={tones[status]}>{statusNames()[status]}</Badge>
}
