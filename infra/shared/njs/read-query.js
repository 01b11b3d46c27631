// A query as the client wrote it, decoded in the one way that cannot be read differently.

/** A name, and a value of what may stand in a query without being encoded (RFC 3986 section 3.4), less `&` and `=`. */
const pair = /^(\w+)=((?:[A-Za-z0-9._~!$'()*,;:@/?+-]|%[0-9A-Fa-f]{2})*)$/

/** More than any endpoint declares. */
const mostPairs = 20

/** @param {string} text */
function decode(text) {
  return decodeURIComponent(text.replace(/\+/g, ' '))
}

/**
 * Reads a query without its question mark. Returns null when a name is there twice, or the encoding is not strict.
 * @type {(query: string) => { name: string, value: string }[] | null}
 */
function readQuery(query) {
  /** @type {{ name: string, value: string }[]} */
  const pairs = []
  const parts = query === '' ? [] : query.split('&', mostPairs + 1)
  for (let i = 0; i < parts.length; i++) {
    const found = pair.exec(parts[i] || '') || []
    const name = found[1] || ''
    if (i === mostPairs || name === '' || pairs.some(known => known.name === name)) return null
    try {
      pairs.push({ name, value: decode(found[2] || '') })
    } catch (_error) {
      return null
    }
  }
  return pairs
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { readQuery }
