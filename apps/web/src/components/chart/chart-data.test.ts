import { expect, test } from 'vitest'
import { type Bar, type Series, startsBetween, summarize } from './chart-data.ts'

const series: Series[] = [
  { key: 'a', name: 'Apples', fill: 'fill-info' },
  { key: 'b', name: 'Pears', fill: 'fill-accent' },
]

const bars: Bar[] = [
  { at: '1', label: 'Monday', values: { a: 1 } },
  { at: '2', label: 'Tuesday', values: { a: 2, b: 3 } },
]

test('[P12] a chart has a text with its sums and its highest bar', () => {
  expect(summarize(bars, series, String)).toBe('6 in all. Apples: 3, Pears: 3. The most, 5, on Tuesday.')
  expect(summarize(bars, series.slice(0, 1), String)).toBe('6 in all. The most, 5, on Tuesday.')
  expect(summarize([], series, String)).toBe('Nothing in this period.')
})

test('[P12] a chart has a place for each hour or day, the empty ones too', () => {
  const hours = startsBetween('2026-11-27T22:00:00.000Z', '2026-11-28T01:00:00.000Z', 'hour')
  expect(hours.map(at => at.slice(8, 13))).toEqual(['27T22', '27T23', '28T00'])
  expect(startsBetween('2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z', 'day')).toHaveLength(30)
})
