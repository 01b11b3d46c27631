import { type OrderStatus, orderStatuses, type RequestOf } from '@palisade/contracts'
import { startOfDay } from '../../../lib/dates.ts'

type ListQuery = NonNullable<RequestOf<'orders.list'>['query']>

const sorts = ['-createdAt', 'createdAt', '-totalMinor', 'totalMinor'] as const satisfies ListQuery['sort'][]

export type Sort = (typeof sorts)[number]

/** What the address of the list says. Dates are days where the reader is, both included. */
export type ListFilters = {
  q?: string
  status?: OrderStatus
  from?: string
  to?: string
  sort?: Sort
}

/** Takes from an address what fits, and leaves the rest. */
export function readListFilters(search: Record<string, unknown>): ListFilters {
  const q = String(search['q'] ?? '').trim()
  const status = orderStatuses.find(one => one === search['status'])
  const sort = sorts.find(one => one === search['sort'])
  return {
    ...(q.length >= 2 && { q: q.slice(0, 100) }),
    ...(status && { status }),
    ...(isDay(search['from']) && { from: search['from'] }),
    ...(isDay(search['to']) && { to: search['to'] }),
    ...(sort && { sort }),
  }
}

export function toListQuery({ status, from, to, sort }: ListFilters): ListQuery {
  return {
    ...(status && { status }),
    ...(from && { createdFrom: startOfDay(from) }),
    ...(to && { createdBefore: startOfDay(to, 1) }),
    ...(sort && { sort }),
  }
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
}
