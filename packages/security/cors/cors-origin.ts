// RFC 1035 section 2.3.4: a host name has at most 253 characters. A longer value is not an origin, and is not parsed.
const MAX_ORIGIN_CHARS = 'https://'.length + 253 + ':65535'.length

const LOOPBACK_HOST =
  /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/

/** The fault of an origin; {@link originFault} returns `undefined` for a valid one. */
export type OriginFault = 'null-origin' | 'malformed-origin' | 'insecure-origin'

/**
 * Validates one value of the `Origin` field, or one line of a configured list.
 *
 * An http(s) origin has exactly one serialization (WHATWG HTML, "serialization of an origin"): lower case, Punycode,
 * no default port, no user, path or trailing slash. Whatever differs from its own serialization was not written by a
 * browser, so mixed case, Unicode look-alikes, control characters, hexadecimal addresses and lists of origins all fail
 * the one comparison. A trailing dot passes it. Such a host is another origin than the one without the dot, and attackers use
 * it to get past lists, so it is refused separately.
 *
 * @param production whether to refuse `http:` and loopback origins as well
 */
export function originFault(origin: string, production: boolean): OriginFault | undefined {
  // RFC 6454 section 7.1: sandboxed frames, data: and file: documents all say "null". It identifies no site.
  if (origin === 'null') return 'null-origin'
  if (origin.length > MAX_ORIGIN_CHARS) return 'malformed-origin'
  const url = URL.parse(origin)
  if (url === null || url.origin !== origin || url.hostname.endsWith('.')) return 'malformed-origin'
  // The URL parser accepts a star in a host name. No browser sends such an origin, so the setting was meant as a pattern.
  if (url.hostname.includes('*')) return 'malformed-origin'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'malformed-origin'
  if (production && (url.protocol === 'http:' || LOOPBACK_HOST.test(url.hostname))) return 'insecure-origin'
  return undefined
}
