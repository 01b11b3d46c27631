import { type OriginFault, originFault, virtualHostName } from './cors-origin.ts'

/** One unit for each lookup. Only an unknown origin keeps it: the others are given back. */
export type LookupBudget = { take(client: string): boolean; giveBack(client: string): void }

/** What each client may spend on lookups of unknown origins. */
export type LookupsPerClient = {
  readonly budget: LookupBudget
  /** Lookups that one client may have under way. */
  readonly atOnce: number
}

/** What an API allows to be called from where. Checked once by {@link assertCorsOptions}; times are milliseconds. */
export type CorsOptions = {
  /** Exact serialized origins, such as `https://app.example.com` [S32]. */
  origins: readonly string[]
  /** By host name of the API: the list that replaces `origins` there [S36]. */
  virtualHosts?: Readonly<Record<string, readonly string[]>>
  /** Asked about well-formed origins that no list names, such as a tenant's own domain [S76]. It needs its own timeout. */
  resolveOrigin?: (origin: string, host: string | undefined) => Promise<boolean>
  /** Answers kept of each kind, yes and no. Default 10 000. */
  cacheSize?: number
  /** How long an answer is kept. Default 60 000. */
  cacheForMs?: number
  /** Lookups under way at once; more are refused, not queued. Default 64. */
  maxPendingLookups?: number
  /** Left out: no limit for a single client. */
  lookupsPerClient?: LookupsPerClient
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
  /** Whether pages of a public network may call this API on a private one. Default false. */
  privateNetwork?: boolean
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
    ...Object.entries(options.virtualHosts ?? {}).flatMap(([host, origins]) =>
      virtualHostMistakes(host, origins, options),
    ),
    ...listMistakes('methods', options.methods, method => methodMistake(method)),
    ...listMistakes('allowedHeaders', options.allowedHeaders, name => headerMistake(name, [])),
    ...listMistakes('exposedHeaders', options.exposedHeaders, name => headerMistake(name, UNEXPOSABLE_HEADERS)),
    ...integerMistake('maxAgeMs', options.maxAgeMs, 0, ONE_DAY_MS),
    ...integerMistake('cacheSize', options.cacheSize ?? 1, 1, 10_000_000),
    ...integerMistake('cacheForMs', options.cacheForMs ?? 0, 0, ONE_DAY_MS),
    ...integerMistake('maxPendingLookups', options.maxPendingLookups ?? 1, 1, 100_000),
    ...integerMistake('lookupsPerClient.atOnce', options.lookupsPerClient?.atOnce ?? 1, 1, 100_000),
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

function virtualHostMistakes(host: string, origins: readonly string[], options: CorsOptions): string[] {
  const mistakes = listMistakes(`virtualHosts ${host}`, origins, origin => originMistake(origin, options))
  if (host !== virtualHostName(host))
    mistakes.push(`virtualHosts: "${host}" is not a lower-case host name without port`)
  return mistakes
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
