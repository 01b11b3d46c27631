import { ALWAYS_EXACT_CHARS, isExactNumber } from './exact-number.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LOWER_U = 0x75

/** The meaning of a byte outside of strings for the scan. Other bytes, including white space, have none. */
const KIND = new Uint8Array(256)
const STRING = 1
const COLON = 2
const OPEN = 3
const CLOSE = 4
const NUMBER = 5
const EXPONENT = 6
for (const [kind, bytes] of [
  [STRING, '"'],
  [COLON, ':'],
  [OPEN, '{['],
  [CLOSE, '}]'],
  [NUMBER, '-.+0123456789'],
  [EXPONENT, 'eE'],
] as const) {
  for (const byte of Buffer.from(bytes)) KIND[byte] = kind
}

/** Shorter strings are read byte by byte, longer ones with native searches, each of which costs as much as two hundred bytes. */
const LEAP_AFTER_BYTES = 192
const LEAP_BYTES = 4096

/**
 * Reads the bytes once, in addition to `JSON.parse`. It counts the members of all objects, and searches for what the grammar
 * allows and we refuse. It does not check the grammar: `JSON.parse` does that, and faster.
 *
 * @returns the number of members, or -1 when `inspectJson` has to read the document
 */
export function scanJson(bytes: Uint8Array, maxDepth: number, maxStringBytes: number): number {
  let depth = 0
  let members = 0
  let at = 0
  const { length } = bytes // read once: the getter costs a third of the scan
  while (at < length) {
    const start = at++
    switch (KIND[bytes[start] as number]) {
      case STRING:
        at = endOfString(bytes, at)
        if (at - start - 2 > maxStringBytes) return -1
        break
      case COLON:
        members++
        break
      case OPEN:
        if (++depth > maxDepth) return -1
        break
      case CLOSE:
        depth--
        break
      case NUMBER:
        at = endOfNumber(bytes, start)
    }
    if (at < 0) return -1
  }
  return members
}

/** From behind the opening quote to behind the closing one; -1 when there is none, or an escape is one we refuse. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start
  let leapAt = start + LEAP_AFTER_BYTES
  const { length } = bytes
  while (at < length) {
    const byte = bytes[at]
    if (byte === QUOTE) return at + 1
    if (byte === BACKSLASH) {
      const skip = escapeLength(bytes, at)
      if (skip < 0) return -1
      at += skip
    } else if (at < leapAt) at++
    else {
      at = nextQuoteOrBackslash(bytes, at)
      leapAt = at + LEAP_AFTER_BYTES
    }
  }
  return -1
}

/** Searches only a bounded distance: two searches to the end of the body for each escape would take quadratic time. */
function nextQuoteOrBackslash(bytes: Uint8Array, start: number): number {
  const ahead = bytes.subarray(start, start + LEAP_BYTES)
  const quote = ahead.indexOf(QUOTE)
  const backslash = (quote < 0 ? ahead : ahead.subarray(0, quote)).indexOf(BACKSLASH)
  if (backslash >= 0) return start + backslash
  return start + (quote >= 0 ? quote : ahead.length)
}

/**
 * The length of the escape at `at`: 2, 6, or 12 for a surrogate pair. A lone surrogate is -1: it cannot be written in
 * UTF-8 (RFC 7493 section 2.1), so that it changes on its way to the database. So is U+0000: PostgreSQL refuses it, and
 * for many a library the string ends there.
 */
export function escapeLength(bytes: Uint8Array, at: number): 2 | 6 | 12 | -1 {
  if (bytes[at + 1] !== LOWER_U) return 2
  const unit = hexUnit(bytes, at + 2)
  if (unit === 0 || (unit >= 0xdc00 && unit <= 0xdfff)) return -1
  if (unit < 0xd800 || unit > 0xdbff) return 6
  const next = bytes[at + 6] === BACKSLASH && bytes[at + 7] === LOWER_U ? hexUnit(bytes, at + 8) : 0
  return next >= 0xdc00 && next <= 0xdfff ? 12 : -1
}

/** Four hexadecimal digits as a number. Other characters give nonsense, which the grammar refuses anyway. */
export function hexUnit(bytes: Uint8Array, at: number): number {
  let unit = 0
  for (let i = at; i < at + 4; i++) {
    const byte = bytes[i] ?? 0
    unit = unit * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57)
  }
  return unit
}

/** The end of the number at `start`; -1 when JavaScript would round it. */
function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start + 1
  while (KIND[bytes[at] ?? 0] === NUMBER) at++
  if (KIND[bytes[at] ?? 0] !== EXPONENT && at - start <= ALWAYS_EXACT_CHARS) return at
  while ((KIND[bytes[at] ?? 0] ?? 0) >= NUMBER) at++
  return isExactNumber(latin1(bytes, start, at)) ? at : -1
}

export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}
