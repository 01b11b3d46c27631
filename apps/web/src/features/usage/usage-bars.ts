import { t } from '@lingui/core/macro'
import { usageClasses } from '@palisade/contracts'
import { type Bar, fills, type Series, startsBetween } from '../../components/chart/chart-data.ts'
import { formatHour, formatUtcDay } from '../../lib/dates.ts'
import type { Usage } from './usage-queries.ts'

type Class = Usage['times'][number]['class']

const classNames = (): Readonly<Record<Class, string>> => ({
  read: t`Reads`,
  write: t`Writes`,
  search: t`Searches`,
  report: t`Reports and exports`,
  upload: t`Imports`,
  session: t`Sign-in and security`,
})

export function requestSeries(): readonly Series[] {
  const names = classNames()
  return usageClasses.map((key, index) => ({ key, name: names[key], fill: fills[index] ?? fills[0] }))
}

export const refusalSeries = (): readonly Series[] => [
  { key: 'unauthenticated', name: t`Invalid or expired credentials (401)`, fill: 'fill-info' },
  { key: 'forbidden', name: t`Not permitted (403)`, fill: 'fill-plum' },
  { key: 'limited', name: t`Over a limit (429)`, fill: 'fill-warn' },
]

/** A bar for each hour or day of the period. */
function barsOf(
  { unit, from, before, times }: Usage,
  valuesOf: (time: Usage['times'][number]) => Bar['values'],
): Bar[] {
  const label = unit === 'hour' ? formatHour : formatUtcDay
  const timesAt = Map.groupBy(times, ({ at }) => at)
  return startsBetween(from, before, unit).map(at => {
    const values: Record<string, number> = {}
    for (const time of timesAt.get(at) ?? []) {
      for (const [key, value] of Object.entries(valuesOf(time))) values[key] = (values[key] ?? 0) + value
    }
    return { at, label: label(at), values }
  })
}

export function requestBars(usage: Usage): Bar[] {
  return barsOf(usage, time => ({ [time.class]: time.requests }))
}

export function refusalBars(usage: Usage): Bar[] {
  return barsOf(usage, ({ refused }) => refused)
}
