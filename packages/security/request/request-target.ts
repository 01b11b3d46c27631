// What RFC 3986 section 3.3 lets stand in a path, and what browsers do not encode. No backslash: to WHATWG it is a slash.
const PATH = /^(?:\/[A-Za-z0-9._~!$&'()*+,;=:@%|[\]^-]+)+\/?$|^\/$/
const QUERY = /^[A-Za-z0-9._~!$&'()*+,;=:@%/?|[\]^{}`-]*$/
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/

// %XX that must not hide in a path: slash, backslash, dot, percent, controls, and the unreserved characters, which no
// client needs to encode (RFC 3986 section 2.3) and a filter that compares text would miss.
const HIDDEN_IN_PATH = /%(?:[01][0-9a-f]|7f|2[def5]|5[cf]|3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9ae])/i
const CONTROL = /%(?:[01][0-9a-f]|7f)/i

export type RequestTarget = { path: string; query: string }

/**
 * Splits the raw target of a request (RFC 9112 section 3.2.1, origin-form) and refuses what two servers might read as two
 * paths: `//`, `..`, backslashes, encoded slashes, dots and NULs, double and overlong encodings, fragments, absolute-form.
 * Nothing is decoded or repaired: what passes means the same before and after normalization.
 *
 * @param maxChars longer targets are malformed
 * @returns `undefined` when the target is malformed
 */
export function splitTarget(target: string, maxChars: number): RequestTarget | undefined {
  if (target.length > maxChars) return undefined
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const query = mark < 0 ? '' : target.slice(mark + 1)
  if (!PATH.test(path) || DOT_SEGMENT.test(path) || !QUERY.test(query)) return undefined
  if (path.includes('%') && (HIDDEN_IN_PATH.test(path) || decoded(path) === undefined)) return undefined
  if (query.includes('%') && (CONTROL.test(query) || decoded(query) === undefined)) return undefined
  return { path, query }
}

/** The percent-decoded text; `undefined` when the encoding is incomplete or not well-formed UTF-8 (overlong forms too). */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/**
 * Compares the names in a query with the declared ones. Names are compared as they are written: an encoded name is an
 * undeclared one.
 *
 * @returns `query-parameter` for an undeclared name, `malformed-url` for a repeated one: two parsers may take
 *   either
 */
export function queryFault(
  query: string,
  declared: ReadonlySet<string>,
): 'query-parameter' | 'malformed-url' | undefined {
  if (query === '') return undefined
  const names = query.split('&').map(pair => pair.split('=', 1)[0] ?? '')
  if (new Set(names).size < names.length) return 'malformed-url'
  return names.every(name => declared.has(name)) ? undefined : 'query-parameter'
}
