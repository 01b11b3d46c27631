/** One pair. A name is a word as it stands; a value is in the alphabet of a query (RFC 3986 section 3.4) or encoded. */
const PAIR = /^(\w{1,64})=((?:[A-Za-z0-9._~!$'()*,;:@/?+-]|%[0-9A-Fa-f]{2})*)$/

/** More than any form of ours has. */
const mostFields = 20

export type StrictFormResult =
  | { readonly ok: true; readonly value: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly reason: 'malformed' | 'repeated' }

/**
 * Parses an untrusted form (`application/x-www-form-urlencoded`), and refuses everything that two parsers might read
 * differently: a repeated field, of which one parser takes the first and another the last (RFC 6749 section 3.2 forbids it
 * too), an encoded name, a field without `=`, and bytes that are not UTF-8.
 *
 * Expected refusals are returned. It throws nothing, whatever the bytes are.
 */
export function parseStrictForm(bytes: Uint8Array): StrictFormResult {
  const text = Buffer.from(bytes).toString('latin1')
  const value: Record<string, string> = {}
  for (const part of text === '' ? [] : text.split('&', mostFields + 1)) {
    const [, name, written = ''] = PAIR.exec(part) ?? []
    const decoded = decode(written)
    if (name === undefined || decoded === undefined || name === '__proto__') return { ok: false, reason: 'malformed' }
    if (Object.hasOwn(value, name)) return { ok: false, reason: 'repeated' }
    value[name] = decoded
  }
  return Object.keys(value).length > mostFields ? { ok: false, reason: 'malformed' } : { ok: true, value }
}

function decode(written: string): string | undefined {
  try {
    return decodeURIComponent(written.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
