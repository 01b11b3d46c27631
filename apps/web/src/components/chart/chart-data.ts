import { t } from '@lingui/core/macro'
/** What the bars of a chart are made of, from the bottom to the top. Colours come from the theme, in light and dark. */
export type Series = { key: string; name: string; fill: Fill }

export type Fill = (typeof fills)[number]

/** One bar: a time and its value for each series that has one. */
export type Bar = { at: string; label: string; values: Readonly<Record<string, number>> }

/** Each of them has a contrast of at least 3:1 on a card, in light and in dark (WCAG 2.2, 1.4.11). */
export const fills = ['fill-info', 'fill-accent', 'fill-plum', 'fill-warn', 'fill-danger', 'fill-ink-faint'] as const

/** The same for the keys of a legend. */
export const swatches: Readonly<Record<Fill, string>> = {
  'fill-info': 'bg-info',
  'fill-accent': 'bg-accent',
  'fill-plum': 'bg-plum',
  'fill-warn': 'bg-warn',
  'fill-danger': 'bg-danger',
  'fill-ink-faint': 'bg-ink-faint',
}

export function totalOf(bar: Bar): number {
  return Object.values(bar.values).reduce((sum, value) => sum + value, 0)
}

/** The sum of a series over all bars; of everything, without a key. */
export function sumOf(bars: readonly Bar[], key?: string): number {
  return bars.reduce((sum, bar) => sum + (key === undefined ? totalOf(bar) : (bar.values[key] ?? 0)), 0)
}

/** In words, for those who do not see the chart, and for those who do not want to compare bars. */
export function summarize(bars: readonly Bar[], series: readonly Series[], format: (value: number) => string): string {
  const total = sumOf(bars)
  if (total === 0) return t`Nothing in this period.`
  const highest = bars.reduce((most, bar) => (totalOf(bar) > totalOf(most) ? bar : most))
  const parts = series
    .map(({ key, name }) => ({ name, sum: sumOf(bars, key) }))
    .filter(({ sum }) => sum > 0)
    .map(({ name, sum }) => `${name}: ${format(sum)}`)
  const sum = t`${format(total)} in all.`
  const ofWhich = series.length > 1 ? [`${parts.join(', ')}.`] : []
  const most = t`The most, ${format(totalOf(highest))}, on ${highest.label}.`
  return [sum, ...ofWhich, most].join(' ')
}

/** One bar for each start of an hour or a day, also where nothing happened. */
export function startsBetween(from: string, before: string, unit: 'hour' | 'day'): string[] {
  const unitMs = unit === 'hour' ? 3_600_000 : 86_400_000
  const start = Date.parse(from)
  const count = Math.round((Date.parse(before) - start) / unitMs)
  return Array.from({ length: count }, (_, index) => new Date(start + index * unitMs).toISOString())
}
