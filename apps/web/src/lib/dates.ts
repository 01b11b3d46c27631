import { locale } from './locale.ts'

const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })

export function formatDay(instant: string): string {
  return day.format(new Date(instant))
}

export function formatMoment(instant: string): string {
  return moment.format(new Date(instant))
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
