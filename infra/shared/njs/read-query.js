// A query or a form as the client wrote it, decoded in the one way that cannot be read differently.

/**
 * A name, and a value of what may stand in a query without being encoded (RFC 3986 section 3.4), less `&` and `=`. In njs,
 * `$` would also match before a line break at the end.
 */
const pair = /^(\w+)=((?:[A-Za-z0-9._~!$'()*,;:@/?+-]|%[0-9A-Fa-f]{2})*)(?![\s\S])/

/**
 * Reads a query without its question mark, or a form, which is written as a query is.
 * @throws when a name is there twice, or the encoding is not strict
 * @type {(text: string) => Record<string, string>}
 */
function readQuery(text) {
  // Without a prototype, so that no name is there before.
  /** @type {Record<string, string>} */
  const values = Object.create(null)
  const parts = text === '' ? [] : text.split('&')
  parts.forEach(part => {
    const found = pair.exec(part) || []
    const name = found[1] || ''
    if (name === '' || name in values) throw new Error('ambiguous')
    values[name] = decodeURIComponent((found[2] || '').split('+').join(' '))
  })
  return values
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { readQuery }
