/** The few parts of DER (X.690) that a certificate is made of. */

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...bytes]), content])
}

export const sequence = (...parts: readonly Buffer[]) => tagged(0x30, Buffer.concat(parts))
export const set = (...parts: readonly Buffer[]) => tagged(0x31, Buffer.concat(parts))
export const utf8 = (text: string) => tagged(0x0c, Buffer.from(text, 'utf8'))
export const boolean = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]))
export const octetString = (bytes: Buffer) => tagged(0x04, bytes)
export const bitString = (bytes: Buffer) => tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]))
export const explicit = (number: number, content: Buffer) => tagged(0xa0 + number, content)
export const implicit = (number: number, content: Buffer) => tagged(0x80 + number, content)

/** An unsigned number: a leading bit that is set would make it negative, and DER allows no zeros that are not needed. */
export function integer(bytes: Buffer): Buffer {
  const first = bytes.findIndex(byte => byte !== 0)
  const needed = first < 0 ? Buffer.from([0]) : bytes.subarray(first)
  return tagged(0x02, (needed[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), needed]) : needed)
}

export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest.flatMap(base128)]
  return tagged(0x06, Buffer.from(bytes))
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80)
  return digits
}

/** GeneralizedTime is for years from 2050 on; until then RFC 5280 section 4.1.2.5 wants UTCTime. */
export function time(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replace(/[-:T]|\.\d+/g, '')
  return digits < '2050' ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}
