// The longest form that `String(number)` has is 24 characters (-1.7976931348623157e+308). Nothing honest is much longer.
const MAX_NUMBER_CHARS = 32
// Fewer than 16 digits survive the way into a double and back, always, above the range where doubles lose digits.
export const ALWAYS_EXACT_CHARS = 15
const SMALLEST_NORMAL = 1e-300
const PARTS = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/**
 * Whether JavaScript represents a JSON number exactly: within the safe integers, not rounded, and neither infinity nor an
 * underflow to zero. RFC 8259 section 6 does not require this, so two parsers may read two amounts from one signed order (RFC
 * 7493 section 2.2).
 */
export function isExactNumber(text: string): boolean {
  if (text.length > MAX_NUMBER_CHARS) return false
  const value = Number(text)
  const size = Math.abs(value)
  if (!(size <= Number.MAX_SAFE_INTEGER)) return false
  if (text.length <= ALWAYS_EXACT_CHARS && size > SMALLEST_NORMAL) return true
  return decimalOf(text) === decimalOf(String(value))
}

/** One spelling for each decimal value: significant digits and a power of ten. `12.50` and `125e-1` are both `125e-1`. */
function decimalOf(text: string): string | undefined {
  const [, whole, fraction = '', exponent = '0'] = PARTS.exec(text) ?? []
  if (whole === undefined) return undefined
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
}
