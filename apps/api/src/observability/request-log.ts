import type { ChildLoggerOptions, Logger } from '@palisade/service'
import type { FastifyBaseLogger } from 'fastify'

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'

class RequestLog implements FastifyBaseLogger {
  private readonly logger: Logger
  private readonly bindings: object

  constructor(logger: Logger, bindings: object) {
    this.logger = logger
    this.bindings = bindings
  }

  get level() {
    return this.logger.level
  }
  child(bindings: object, options?: ChildLoggerOptions): FastifyBaseLogger {
    const logger = options?.serializers ? this.logger.child({}, options) : this.logger
    return new RequestLog(logger, { ...this.bindings, ...bindings })
  }
  fatal(...line: unknown[]): void {
    this.write('fatal', line)
  }
  error(...line: unknown[]): void {
    this.write('error', line)
  }
  warn(...line: unknown[]): void {
    this.write('warn', line)
  }
  info(...line: unknown[]): void {
    this.write('info', line)
  }
  debug(...line: unknown[]): void {
    this.write('debug', line)
  }
  trace(...line: unknown[]): void {
    this.write('trace', line)
  }
  silent(): void {}

  private write(level: Level, [first, ...rest]: unknown[]): void {
    const { logger, bindings } = this
    if (!logger.isLevelEnabled(level)) return
    if (first instanceof Error) logger[level]({ ...bindings, err: first }, String(rest[0] ?? first.message))
    else if (typeof first === 'object') logger[level]({ ...bindings, ...first }, ...(rest as string[]))
    else logger[level](bindings, String(first), ...rest)
  }
}

/**
 * The log of the API. Its children log requests, each with the id of its request. A child of pino itself would mask its
 * bindings for every request, which costs more than all layers together.
 */
export function createRequestLogs(logger: Logger): FastifyBaseLogger {
  return new RequestLog(logger, {})
}
