import { oncePerLocale } from './locale.ts'

const formatter = (options: Intl.DateTimeFormatOptions) =>
  oncePerLocale(locale => new Intl.DateTimeFormat(locale, options))

const day = formatter({ dateStyle: 'medium' })
const utcDay = formatter({ day: 'numeric', month: 'short', timeZone: 'UTC' })
const hour = formatter({ weekday: 'short', hour: '2-digit', minute: '2-digit' })
const moment = formatter({ dateStyle: 'medium', timeStyle: 'short' })

export function formatDay(instant: string): string {
  return day().format(new Date(instant))
}

/** A day of UTC, by the instant at which it begins, as the axis of a chart has it. */
export function formatUtcDay(instant: string): string {
  return utcDay().format(new Date(instant))
}

/** The beginning of an hour where the reader is. */
export function formatHour(instant: string): string {
  return hour().format(new Date(instant))
}

export function formatMoment(instant: string): string {
  return moment().format(new Date(instant))
}

/** The instant at which a day of the calendar (`2026-03-31`) begins, or the one `daysLater`, where the reader is. */
export function startOfDay(date: string, daysLater = 0): string {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number)
  const start = new Date(2000, 0, 1)
  // The constructor takes the years 0 to 99 for 1900 to 1999.
  start.setFullYear(year, month - 1, dayOfMonth + daysLater)
  return start.toISOString()
}

/** Whether a value is a day of the calendar. A year before 1000 is one that the user is still typing. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[1-9]\d{3}-\d\d-\d\d$/.test(value)) return false
  // Date.parse takes 31 February for 3 March.
  const ms = Date.parse(value)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value)
}

/** Days of the calendar where the reader is, both included. */
export type Period = { from?: string; to?: string }

/** Whether the last day comes before the first one. Days in this form compare as text. */
export function endsBeforeItBegins({ from, to }: Period): boolean {
  return from !== undefined && to !== undefined && to < from
}
