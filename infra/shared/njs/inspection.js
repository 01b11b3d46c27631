// Which texts the WAF has to inspect, and how it gets them: as `line=…&text=…`.

import plain from './plain-text.js'

/** @typedef {import('./check-value.js').Text} Text */

/**
 * Leaves out plain texts. Tries all of them in one call first: texts that are plain one by one are mostly plain together.
 * @type {(texts: Text[]) => Text[]}
 */
function withoutPlain(texts) {
  const together = texts.map(text => text.value).join(' ')
  return plain.isPlain(together) ? [] : texts.filter(text => !plain.isPlain(text.value))
}

/** @type {(texts: Text[]) => string} */
const writeForm = texts => narrow(texts.map(writeText).join('&'))

/** Characters: how long the parts of a text are, and how many two of them share, so that no attack is cut into two. */
const longestPart = 1000
const shared = 200

/**
 * As arguments of a form. A long text is cut into parts, since the cost of some rules grows with the square of the length:
 * 8,000 quotes cost one rule of paranoia level 2 40 ms, and in parts 6 ms.
 * @type {(text: Text) => string}
 */
function writeText(text) {
  const parts = []
  for (let begin = 0; begin === 0 || begin + shared < text.value.length; begin += longestPart - shared) {
    parts.push(`${text.kind}=${encodeURIComponent(text.value.slice(begin, begin + longestPart))}`)
  }
  return parts.join('&')
}

/**
 * Full-width forms, and spaces that do not break, as the ASCII that some servers make of them, in an encoded form; and so
 * the Greek question mark, the Greek accent and the Kelvin sign, which are `;`, a backtick and K in the normal form that
 * the API stores (UAX 15, form C). The API gets them as they are. U+FF01 to U+FF3F are EF BC 81 to BF in UTF-8, U+FF40 to
 * U+FF5E are EF BD 80 to 9E.
 * @type {(form: string) => string}
 */
function narrow(form) {
  const spaced = form.split('%C2%A0').join('%20')
  const composed = spaced.split('%CD%BE').join('%3B').split('%E1%BF%AF').join('%60').split('%E2%84%AA').join('K')
  return moveDown(moveDown(composed, '%EF%BC%', 0xbf, 0x60), '%EF%BD%', 0x9e, 0x20)
}

/**
 * Subtracts `distance` from the byte behind each `lead`, up to the byte `most`.
 * @type {(form: string, lead: string, most: number, distance: number) => string}
 */
function moveDown(form, lead, most, distance) {
  const parts = form.split(lead)
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i] || ''
    const byte = parseInt(part.slice(0, 2), 16)
    parts[i] = byte <= most ? `%${(byte - distance).toString(16)}${part.slice(2)}` : lead + part
  }
  return parts.join('')
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { withoutPlain, writeForm }
