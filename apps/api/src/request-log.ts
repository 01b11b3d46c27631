import type { FastifyBaseLogger } from 'fastify'

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'

/**
 * The log of one request: the API's own, with the request's id in each line. It is no child of pino's, whose bindings
 * are masked anew for every request: that costs more than all the layers together.
 */
class RequestLog implements FastifyBaseLogger {
  private readonly logger: FastifyBaseLogger
  private readonly bindings: object

  constructor(logger: FastifyBaseLogger, bindings: object) {
    this.logger = logger
    this.bindings = bindings
  }

  get level() {
    return this.logger.level
  }
  child(bindings: object, options?: Parameters<FastifyBaseLogger['child']>[1]): FastifyBaseLogger {
    return this.logger.child({ ...this.bindings, ...bindings }, options)
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
    if (first instanceof Error) logger[level]({ ...bindings, err: first }, String(rest[0] ?? first.message))
    else if (typeof first === 'object') logger[level]({ ...bindings, ...first }, ...(rest as string[]))
    else logger[level](bindings, String(first), ...rest)
  }
}

export function createRequestLog(logger: FastifyBaseLogger, bindings: object): FastifyBaseLogger {
  return new RequestLog(logger, bindings)
}
