import { type OriginFault, originFault } from './cors-origin.ts'
import type { SlotLimits } from './lookup-slots.ts'

/** Bounds for lookups of unlisted origins. A lookup that would exceed one waits first, and then ends undecided. */
export type LookupLimits = SlotLimits & {
  /** One unit of the client for each lookup of an origin that was not allowed before. Left out: no limit. */
  readonly budget?: { take(client: string): boolean }
}

/** The CORS policy of an API. {@link assertCorsOptions} checks it once. Times are in milliseconds. */
export type CorsOptions = {
  /** Exact serialized origins, such as `https://app.example.com` [S32]. */
  origins: readonly string[]
  /** Looks up well-formed origins that are not listed, such as a tenant's own domain [S76]. It needs its own timeout. */
  resolveOrigin?: (origin: string) => Promise<boolean>
  /** Answers kept of each kind, yes and no. Default 10 000. */
  cacheSize?: number
  /** How long an answer is fresh. A grant is served for as long again, while it is looked up again. Default 60 000. */
  cacheForMs?: number
  /** Default: 64 at once, 256 that wait for a second at most, and no budget. */
  lookups?: LookupLimits
  /** The clock, in milliseconds. Default `Date.now`. */
  now?: () => number
  /** Then `http:` and loopback origins stop the start, and are refused when they come from the resolver's side [S33]. */
  production: boolean
  /** Whether cookies and the Authorization field may be sent along [S35]. */
  credentials: boolean
  methods: readonly string[]
  allowedHeaders: readonly string[]
  exposedHeaders: readonly string[]
  /** How long a browser may keep a preflight's answer. Chromium keeps none longer than 2 hours, Firefox 24. */
  maxAgeMs: number
}

const ONE_DAY_MS = 86_400_000
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/ // RFC 9110 section 5.6.2
const METHOD = /^[A-Z]+$/
const FORBIDDEN_METHODS = ['TRACE', 'TRACK', 'CONNECT'] // Fetch, "forbidden method"; a scanner's friends in any case
const UNEXPOSABLE_HEADERS = ['set-cookie', 'set-cookie2'] // Fetch, "forbidden response-header name"

const ORIGIN_FAULTS: Record<OriginFault, string> = {
  'null-origin': 'names nobody: any sandboxed page can send it',
  'malformed-origin': 'is not a serialized http(s) origin (scheme://host[:port], lower case, Punycode, no slash)',
  'insecure-origin': 'is http or loopback, and this is production',
}

/** Throws one error that lists every mistake, so that an unsafe policy never starts [S33] [S35]. */
export function assertCorsOptions(options: CorsOptions): void {
  const mistakes = [
    ...listMistakes('origins', options.origins, origin => originMistake(origin, options)),
    ...listMistakes('methods', options.methods, method => methodMistake(method)),
    ...listMistakes('allowedHeaders', options.allowedHeaders, name => headerMistake(name, [])),
    ...listMistakes('exposedHeaders', options.exposedHeaders, name => headerMistake(name, UNEXPOSABLE_HEADERS)),
    ...integerMistake('maxAgeMs', options.maxAgeMs, 0, ONE_DAY_MS),
    ...integerMistake('cacheSize', options.cacheSize ?? 1, 1, 10_000_000),
    ...integerMistake('cacheForMs', options.cacheForMs ?? 0, 0, ONE_DAY_MS),
    ...lookupMistakes(options.lookups),
  ]
  if (options.methods.length === 0) mistakes.push('methods: is empty, so that every preflight would be refused')
  if (mistakes.length > 0) throw new Error(`Unsafe CORS options:\n${mistakes.map(line => `  - ${line}`).join('\n')}`)
}

function listMistakes(
  name: string,
  values: readonly string[],
  mistakeOf: (value: string) => string | undefined,
): string[] {
  return values.flatMap((value, index) => {
    const mistake = values.indexOf(value) < index ? 'is listed twice' : mistakeOf(value)
    return mistake === undefined ? [] : [`${name}: ${JSON.stringify(value)} ${mistake}`]
  })
}

function originMistake(origin: string, options: CorsOptions): string | undefined {
  if (origin.includes('*')) {
    // Fetch section 3.3.4: browsers refuse this pair, and the usual "repair" is to reflect any origin.
    return options.credentials ? 'is a wildcard, together with credentials' : 'is a wildcard: list exact origins'
  }
  const fault = originFault(origin, options.production)
  return fault === undefined ? undefined : ORIGIN_FAULTS[fault]
}

function lookupMistakes(lookups: LookupLimits | undefined): string[] {
  if (lookups === undefined) return []
  const { atOnce, waiting } = lookups
  return [
    ...integerMistake('lookups.atOnce.perClient', atOnce.perClient, 1, 100_000),
    ...integerMistake('lookups.atOnce.together', atOnce.together, 1, 100_000),
    ...integerMistake('lookups.waiting.perClient', waiting.perClient, 0, 100_000),
    ...integerMistake('lookups.waiting.together', waiting.together, 0, 100_000),
    ...integerMistake('lookups.waiting.forMs', waiting.forMs, 1, 60_000),
  ]
}

function methodMistake(method: string): string | undefined {
  if (!METHOD.test(method)) return 'is not an upper-case method name (and there is no wildcard)'
  return FORBIDDEN_METHODS.includes(method) ? 'must never be reachable from a browser' : undefined
}

function headerMistake(name: string, forbidden: readonly string[]): string | undefined {
  if (name === '*' || !TOKEN.test(name)) return 'is not the name of a header field (and there is no wildcard)'
  return forbidden.includes(name.toLowerCase()) ? 'is never shown to scripts by browsers' : undefined
}

function integerMistake(name: string, value: number, min: number, max: number): string[] {
  return Number.isInteger(value) && value >= min && value <= max
    ? []
    : [`${name}: ${value} is not within ${min} to ${max}`]
}
