import { type Logger, pino } from 'pino'

/** JSON lines on standard output, for whatever collects them. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { service: 'api' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
    redact: { paths: ['headers.authorization', 'headers.cookie', 'password', 'accessToken', 'refreshToken'] },
  })
}
