import { expect, test } from 'vitest'
import { orderBars, revenueBars } from './order-bars.ts'

const figures = {
  from: '2026-11-26T00:00:00.000Z',
  before: '2026-11-28T00:00:00.000Z',
  items: [
    { day: '2026-11-26', status: 'draft', currency: 'EUR', orders: 2, totalMinor: '500' },
    { day: '2026-11-27', status: 'paid', currency: 'EUR', orders: 1, totalMinor: '300' },
    { day: '2026-11-27', status: 'delivered', currency: 'EUR', orders: 1, totalMinor: '400' },
    { day: '2026-11-27', status: 'paid', currency: 'USD', orders: 3, totalMinor: '900' },
  ],
} as const

test('[P12] orders of a day are counted by status, in whatever currency', () => {
  const bars = orderBars({ ...figures, items: [...figures.items] })
  expect(bars.map(({ values }) => values)).toEqual([{ draft: 2 }, { paid: 4, delivered: 1 }])
})

test('[P12] revenue is of paid orders alone, and currencies are never added', () => {
  const bars = revenueBars({ ...figures, items: [...figures.items] })
  expect(bars.map(({ currency, bars }) => [currency, bars.map(({ values }) => values)])).toEqual([
    ['EUR', [{}, { revenue: 700 }]],
    ['USD', [{}, { revenue: 900 }]],
  ])
})
