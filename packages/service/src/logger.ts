import { pseudonymFormat, secretFields } from '@palisade/contracts'
import { subjectHash } from '@palisade/security/privacy'
import { LRUCache } from 'lru-cache'
import { type DestinationStream, type Logger, pino } from 'pino'

export type { ChildLoggerOptions, Logger } from 'pino'

type Secrets = ReturnType<typeof secretFields>

type Options = {
  /** Which part of the platform writes. */
  service: string
  level: string
  /** Of the pseudonyms for subjects in the log: all nodes share it. */
  hashKey: Uint8Array
  /** Default: standard output. */
  destination?: DestinationStream
  /** Default: the secrets that the contracts declare. */
  secrets?: Secrets
}

/** JSON lines, for whatever collects them. Of people there are pseudonyms, and of secrets a mask [S63]. */
export function createLogger({ service, level, hashKey, destination, secrets = secretFields() }: Options): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      serializers: { subject: createPseudonyms(hashKey) },
      redact: { paths: pathsOf(secrets), censor: '[masked]' },
    },
    destination,
  )
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
