import { t } from '@lingui/core/macro'
import { currencies, type OrderStatus, orderStatuses, type ResponseOf } from '@palisade/contracts'
import { type Bar, type Fill, type Series, startsBetween } from '../../components/chart/chart-data.ts'
import { formatUtcDay } from '../../lib/dates.ts'
import type { Currency } from '../../lib/money.ts'
import { statusNames } from '../../lib/status-names.ts'

export type OrdersByDay = ResponseOf<'orders.by-day'>

/** Orders that the customer has paid. */
const paidStatuses: readonly OrderStatus[] = ['paid', 'shipped', 'delivered']

/** As the chips of statuses. */
const fillOf: { readonly [Status in OrderStatus]: Fill } = {
  draft: 'fill-ink-faint',
  placed: 'fill-info',
  paid: 'fill-plum',
  shipped: 'fill-warn',
  delivered: 'fill-accent',
  cancelled: 'fill-danger',
}

export function statusSeries(): readonly Series[] {
  const names = statusNames()
  return orderStatuses.map(key => ({ key, name: names[key], fill: fillOf[key] }))
}

export const revenueSeries = (): readonly Series[] => [{ key: 'revenue', name: t`Revenue`, fill: 'fill-accent' }]

/** How many orders were created on each day, by their present status. */
export function orderBars(figures: OrdersByDay): Bar[] {
  return barsOf(figures, figures.items, ({ status, orders }) => [status, orders])
}

/** The currencies in which there is revenue, each with its own bars: amounts of two currencies are never added. */
export function revenueBars(figures: OrdersByDay): { currency: Currency; bars: Bar[] }[] {
  return currencies
    .map(currency => ({
      currency,
      paid: figures.items.filter(item => item.currency === currency && paidStatuses.includes(item.status)),
    }))
    .filter(({ paid }) => paid.length > 0)
    .map(({ currency, paid }) => {
      return { currency, bars: barsOf(figures, paid, ({ totalMinor }) => ['revenue', Number(totalMinor)]) }
    })
}

type Item = OrdersByDay['items'][number]

function barsOf(
  { from, before }: OrdersByDay,
  items: readonly Item[],
  readValue: (item: Item) => readonly [key: string, value: number],
): Bar[] {
  const itemsOf = Map.groupBy(items, ({ day }) => day)
  return startsBetween(from, before, 'day').map(at => {
    const values: Record<string, number> = {}
    for (const item of itemsOf.get(at.slice(0, 10)) ?? []) {
      const [key, value] = readValue(item)
      values[key] = (values[key] ?? 0) + value
    }
    return { at, label: formatUtcDay(at), values }
  })
}
