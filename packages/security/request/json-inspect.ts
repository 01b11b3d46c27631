import { isExactNumber } from './exact-number.ts'
import { escapeLength, hexUnit, latin1 } from './json-scan.ts'
import { utf8SequenceLength } from './utf8.ts'

export type JsonFault =
  | 'empty'
  | 'bom'
  | 'malformed'
  | 'trailing-data'
  | 'invalid-utf8'
  | 'lone-surrogate'
  | 'nul-character'
  | 'too-deep'
  | 'too-many-keys'
  | 'string-too-long'
  | 'duplicate-key'
  | 'forbidden-key'
  | 'unsafe-number'

export type JsonLimits = { maxDepth: number; maxKeys: number; maxStringBytes: number }
export type JsonProblem = { reason: JsonFault; position: number }

/** Names through which a merge or a clone reaches a prototype instead of a property. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** Compares lengths first, because they are known and a hash is not. This runs on each key. */
export function isForbiddenKey(key: string): boolean {
  return (key.length === 9 || key.length === 11) && FORBIDDEN_KEYS.has(key)
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const NUMBER_BYTES = new Set(Buffer.from('0123456789+-.eE'))
const SIMPLE_ESCAPES = new Set(Buffer.from('"\\/bfnrt'))
const HEX = /^[0-9a-fA-F]{4}$/
const LITERALS = ['true', 'false', 'null']

/** Not an Error: it never leaves this file, and attackers must not make the process collect stack traces. */
class Fault {
  readonly reason: JsonFault
  readonly position: number
  constructor(reason: JsonFault, position: number) {
    this.reason = reason
    this.position = position
  }
}

/**
 * Reads the whole document by the grammar of RFC 8259 and returns the first fault, in the order of the bytes. It is several
 * times slower than `JSON.parse`, and runs only for input that will be refused.
 */
export function inspectJson(bytes: Uint8Array, limits: JsonLimits): JsonProblem | undefined {
  try {
    new Inspector(bytes, limits).document()
    return undefined
  } catch (fault) {
    if (fault instanceof Fault) return { reason: fault.reason, position: fault.position }
    throw fault
  }
}

class Inspector {
  readonly #bytes: Uint8Array
  readonly #limits: JsonLimits
  #at = 0
  #keys = 0

  constructor(bytes: Uint8Array, limits: JsonLimits) {
    this.#bytes = bytes
    this.#limits = limits
  }

  document(): void {
    if (latin1(this.#bytes, 0, Math.min(3, this.#bytes.length)) === '\xef\xbb\xbf') throw new Fault('bom', 0)
    if (this.#peek() === undefined) throw new Fault('empty', 0)
    this.#value(1)
    if (this.#peek() !== undefined) this.#unexpected('trailing-data')
  }

  /** The next byte that is no white space, as a character. */
  #peek(): string | undefined {
    const bytes = this.#bytes
    while (bytes[this.#at] === 0x20 || bytes[this.#at] === 0x0a || bytes[this.#at] === 0x0d || bytes[this.#at] === 0x09)
      this.#at++
    const byte = bytes[this.#at]
    return byte === undefined ? undefined : String.fromCharCode(byte)
  }

  #unexpected(reason: JsonFault = 'malformed'): never {
    const isBroken = this.#at < this.#bytes.length && utf8SequenceLength(this.#bytes, this.#at) === 0
    throw new Fault(isBroken ? 'invalid-utf8' : reason, this.#at)
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at++
    return true
  }

  #value(depth: number): void {
    const first = this.#peek()
    if (first === '"') this.#string()
    else if (first === '{') this.#object(depth)
    else if (first === '[') this.#array(depth)
    else if (first !== undefined && '-0123456789'.includes(first)) this.#number()
    else this.#literal()
  }

  #enter(depth: number): void {
    if (depth > this.#limits.maxDepth) throw new Fault('too-deep', this.#at)
    this.#at++
  }

  #array(depth: number): void {
    this.#enter(depth)
    if (this.#take(']')) return
    do this.#value(depth + 1)
    while (this.#take(','))
    if (!this.#take(']')) this.#unexpected()
  }

  #object(depth: number): void {
    this.#enter(depth)
    if (this.#take('}')) return
    const seen = new Set<string>()
    do {
      this.#key(seen)
      if (!this.#take(':')) this.#unexpected()
      this.#value(depth + 1)
    } while (this.#take(','))
    if (!this.#take('}')) this.#unexpected()
  }

  #key(seen: Set<string>): void {
    if (this.#peek() !== '"') this.#unexpected()
    const start = this.#at
    // Compared after unescaping: "\u0061" and "a" are one key to every reader.
    const key = this.#string()
    if (isForbiddenKey(key)) throw new Fault('forbidden-key', start)
    if (seen.has(key)) throw new Fault('duplicate-key', start)
    if (++this.#keys > this.#limits.maxKeys) throw new Fault('too-many-keys', start)
    seen.add(key)
  }

  #string(): string {
    const start = this.#at++
    for (let byte = this.#bytes[this.#at]; byte !== 0x22; byte = this.#bytes[this.#at]) {
      if (byte === undefined || byte < 0x20) throw new Fault('malformed', this.#at)
      this.#at += byte === 0x5c ? this.#escape() : this.#character()
    }
    this.#at++
    if (this.#at - start - 2 > this.#limits.maxStringBytes) throw new Fault('string-too-long', start)
    return JSON.parse(Buffer.from(this.#bytes.subarray(start, this.#at)).toString())
  }

  #character(): number {
    const length = utf8SequenceLength(this.#bytes, this.#at)
    if (length === 0) throw new Fault('invalid-utf8', this.#at)
    return length
  }

  #escape(): number {
    const kind = this.#bytes[this.#at + 1] ?? 0
    if (SIMPLE_ESCAPES.has(kind)) return 2
    if (kind !== 0x75 || !HEX.test(latin1(this.#bytes, this.#at + 2, Math.min(this.#at + 6, this.#bytes.length)))) {
      throw new Fault('malformed', this.#at)
    }
    const length = escapeLength(this.#bytes, this.#at)
    if (length < 0) {
      throw new Fault(hexUnit(this.#bytes, this.#at + 2) === 0 ? 'nul-character' : 'lone-surrogate', this.#at)
    }
    return length
  }

  #number(): void {
    const start = this.#at
    while (NUMBER_BYTES.has(this.#bytes[this.#at] ?? 0)) this.#at++
    const text = latin1(this.#bytes, start, this.#at)
    if (!NUMBER.test(text)) throw new Fault('malformed', start)
    if (!isExactNumber(text)) throw new Fault('unsafe-number', start)
  }

  #literal(): void {
    const literal = LITERALS.find(
      word => latin1(this.#bytes, this.#at, Math.min(this.#at + word.length, this.#bytes.length)) === word,
    )
    if (literal === undefined) this.#unexpected()
    this.#at += literal.length
  }
}
