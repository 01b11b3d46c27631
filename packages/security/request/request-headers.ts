/** Log an `unknown-header` instead of refusing it: browsers and proxies add fields every year. */
export type HeaderFault = {
  readonly reason: 'override-header' | 'repeated-header' | 'unknown-header'
  readonly name: string
}

// A framework or proxy that supports one of these lets the caller change method or path after the WAF has inspected them.
const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override', 'x-original-url', 'x-rewrite-url']

// Of two, one server takes the first and another the last (RFC 9110 section 5.3).
const SINGLE = [
  'host',
  'authorization',
  'content-type',
  'content-length',
  'transfer-encoding',
  'origin',
  'cookie',
  'access-control-request-method',
  'access-control-request-headers',
]

const USUAL = [
  'accept',
  'accept-encoding',
  'accept-language',
  'access-control-request-private-network',
  'cache-control',
  'connection',
  'date',
  'dnt',
  'expect',
  'forwarded',
  'from',
  'if-modified-since',
  'if-none-match',
  'keep-alive',
  'pragma',
  'priority',
  'referer',
  'te',
  'traceparent',
  'tracestate',
  'upgrade-insecure-requests',
  'user-agent',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'x-request-time',
]

const OVERRIDE = -1
const UNKNOWN = -2
const ANY_NUMBER = 0
/** Each field that may come once has a bit of a 32-bit number, of which one is the sign. */
const MAX_SINGLE = 31

/**
 * Compiles the list of header fields that the API knows: the usual ones, and those its contracts declare, each of which
 * may come once.
 *
 * @param declared names, in any case
 * @returns a function that takes Node's `rawHeaders` (name, value, name, value, ...) and names the first fault; an
 *   unknown field only where there is no worse one, so that nobody hides an override behind it
 * @throws RangeError for more fields that may come once than 31, those of HTTP included
 */
export function createHeaderList(
  declared: readonly string[],
): (rawHeaders: readonly string[]) => HeaderFault | undefined {
  const single = new Set([...SINGLE, ...declared.map(name => name.toLowerCase())])
  if (single.size > MAX_SINGLE) throw new RangeError(`at most ${MAX_SINGLE} header fields may come once`)
  const kinds = new Map(USUAL.map(name => [name, ANY_NUMBER]))
  // A positive number is the bit of a field that may come once.
  for (const [index, name] of [...single].entries()) kinds.set(name, 1 << index)
  for (const name of OVERRIDES) kinds.set(name, OVERRIDE)

  return rawHeaders => {
    let seen = 0
    let unknown: HeaderFault | undefined
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i] ?? ''
      const kind = kinds.get(name) ?? kinds.get(name.toLowerCase()) ?? unlistedKind(name)
      const reason = reasonAgainst(kind, seen)
      if (reason === 'unknown-header') unknown ??= { reason, name }
      else if (reason !== undefined) return { reason, name }
      else seen |= kind
    }
    return unknown
  }
}

/** Fields that only the browser itself can set are no attack (Fetch, "forbidden request-header"), and new ones appear. */
function unlistedKind(name: string): number {
  return /^sec-/i.test(name) ? ANY_NUMBER : UNKNOWN
}

function reasonAgainst(kind: number, seen: number): HeaderFault['reason'] | undefined {
  if (kind === UNKNOWN) return 'unknown-header'
  if (kind === OVERRIDE) return 'override-header'
  return (seen & kind) === 0 ? undefined : 'repeated-header'
}
