import { pseudonymFormat, secretFields } from '@palisade/contracts'
import { subjectHash } from '@palisade/security/privacy'
import { LRUCache } from 'lru-cache'
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

export type { ChildLoggerOptions, Logger } from 'pino'

type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>

type Secrets = ReturnType<typeof secretFields>

type Options = {
  /** Which part of the platform writes. */
  service: string
  level: string
  /** The key of the pseudonyms in the log. All nodes share it. */
  hashKey: Uint8Array
  /** Called with the `event` of each written line that has one. Lines below `level` are not written and not counted. */
  onEvent?: ((event: string) => void) | undefined
  /** Default: standard output. */
  destination?: DestinationStream
  /** Default: the secrets that the contracts declare. */
  secrets?: Secrets
}

/** Creates a logger of JSON lines. It replaces ids of people by pseudonyms, and masks secrets [S63]. */
export function createLogger({
  service,
  level,
  hashKey,
  onEvent,
  destination,
  secrets = secretFields(),
}: Options): Logger {
  const pseudonyms = createPseudonyms(hashKey)
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      serializers: { subject: pseudonyms, user: pseudonyms, err: describeError },
      ...(onEvent && { hooks: { logMethod: countingEvents(onEvent) } }),
      redact: { paths: pathsOf(secrets), censor: '[masked]' },
    },
    destination,
  )
}

/** Logs the code of an error as `errorCode`: the redaction masks fields named `code`, which hold second-factor codes. */
function describeError(error: Error): object {
  const { code, ...facts } = pino.stdSerializers.err(error) as object & { code?: unknown }
  return code === undefined ? facts : { ...facts, errorCode: code }
}

function countingEvents(onEvent: (event: string) => void): LogMethod {
  return function count(line, write) {
    const { event } = Object(line[0])
    if (typeof event === 'string') onEvent(event)
    write.apply(this, line)
  }
}

/** Fields of HTTP that carry credentials. */
const secretHeaders = ['authorization', 'cookie', 'set-cookie']

/** The secret fields in pino's notation: at the top of a log entry, and one level below (`body`, `headers`). */
function pathsOf(secrets: Secrets): string[] {
  const declared = secrets.map(path => path.map(name => (name === '*' ? '[*]' : `["${name}"]`)).join(''))
  return [...secretHeaders.map(name => `["${name}"]`), ...declared].flatMap(path => [path, `*${path}`])
}

const mostRemembered = 10_000

/** Hashing costs a few microseconds for each line, so the pseudonyms of recent callers are cached. */
export function createPseudonyms(key: Uint8Array): (subject: unknown) => string | undefined {
  const known = new LRUCache<string, string>({
    max: mostRemembered,
    memoMethod: subject => subjectHash(key, subject, pseudonymFormat),
  })
  return subject => (typeof subject === 'string' ? known.memo(subject) : undefined)
}
