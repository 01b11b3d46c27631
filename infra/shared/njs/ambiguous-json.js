// Finds JSON that parsers read differently (RFC 7493, I-JSON).
// Expressions are tried on a text once at most: njs checks the whole text for UTF-8 each time it continues after a match.

/**
 * Whether another parser could read the text differently. Most clients write what JSON.stringify writes, and that reads
 * in one way. Elsewhere there may be two members with one name, of which JSON.parse keeps the last and others the first;
 * half of a surrogate pair, which njs replaces; or a number that only some parsers take, such as 010 or 1.
 * @type {(text: string, value: unknown) => boolean}
 */
function readsInTwoWays(text, value) {
  const usual = JSON.stringify(value)
  if (usual === text) return false
  const outside = outsideStrings(text)
  const written = withoutBackslashes(text)
  const hasRepeatedNames = count(outside, ':') !== countMembers(value)
  const hasOddNumbers = /(?:^|[^0-9.eE+-])-?0[0-9]|\.(?![0-9])|-(?![0-9])/.test(outside)
  const hasReplacedHalves = count(usual, '\ufffd') > count(written, '\ufffd') + count(written.toLowerCase(), '\\ufffd')
  return hasRepeatedNames || hasOddNumbers || hasReplacedHalves
}

/**
 * What is left without strings: once escaped backslashes and quotes are gone, quotes begin and end strings in turn.
 * @type {(text: string) => string}
 */
function outsideStrings(text) {
  const parts = withoutBackslashes(text).split('\\"').join('').split('"')
  return parts.filter((_part, index) => index % 2 === 0).join(' ')
}

/**
 * An escaped backslash escapes nothing behind it.
 * @type {(text: string) => string}
 */
const withoutBackslashes = text => text.split('\\\\').join('')

/** @type {(text: string, part: string) => number} */
const count = (text, part) => text.split(part).length - 1

/**
 * The members of all objects together.
 * @type {(value: unknown) => number}
 */
function countMembers(value) {
  if (value === null || typeof value !== 'object') return 0
  const inside = Object.values(value)
  const below = inside.reduce((sum, each) => sum + countMembers(each), 0)
  return Array.isArray(value) ? below : inside.length + below
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { readsInTwoWays }
