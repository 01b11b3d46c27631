import type { ResponseOf } from '@palisade/contracts'
import type { TenantQueries } from '@palisade/db'
import { daysUntilToday } from '../../http/days.ts'

type Figures = ResponseOf<'orders.by-day'>

/** The orders of each day of a period, by their present status and currency. Amounts of two currencies are never added. */
export async function countByDay(db: TenantQueries, period: Parameters<typeof daysUntilToday>[0]): Promise<Figures> {
  const { from, before } = daysUntilToday(period)
  const rows = await db.ordersByDay(from)
  return {
    from: from.toISOString(),
    before: before.toISOString(),
    items: rows.map(({ day, status, currency, orders, totalMinor }) => ({
      day: day.toISOString().slice(0, 10),
      status: status as Figures['items'][number]['status'],
      currency: currency as Figures['items'][number]['currency'],
      orders,
      totalMinor: String(totalMinor),
    })),
  }
}
