import { isUtf8 } from 'node:buffer'
import { inspectJson, isForbiddenKey, type JsonFault, type JsonLimits } from './json-inspect.ts'
import { scanJson } from './json-scan.ts'

/** `position` is the offset in bytes (of the UTF-8 form) of what is wrong. */
export type StrictJsonResult = { ok: true; value: unknown } | { ok: false; reason: JsonFault; position: number }

/** Nesting, members of all objects together, and bytes of one string as it is written. */
export type StrictJsonLimits = Partial<JsonLimits>

const DEFAULT_LIMITS: JsonLimits = { maxDepth: 32, maxKeys: 10_000, maxStringBytes: 1_048_576 }

/**
 * `JSON.parse` for untrusted input [S54] [S55]. It returns the same value as `JSON.parse`, but refuses documents that two
 * parsers might read differently (RFC 7493, I-JSON) or that name a prototype, with the position of the fault.
 *
 * Expected refusals are returned. It throws nothing, whatever the bytes are.
 */
export function parseStrictJson(input: Uint8Array | string, limits?: StrictJsonLimits): StrictJsonResult {
  const allLimits = limits === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...limits }
  const bytes = typeof input === 'string' ? utf8Of(input) : input
  const members = isUtf8(bytes) ? scanJson(bytes, allLimits.maxDepth, allLimits.maxStringBytes) : -1
  if (members < 0 || members > allLimits.maxKeys) return explain(bytes, allLimits)
  let value: unknown
  try {
    value = JSON.parse(textOf(bytes))
  } catch {
    return explain(bytes, allLimits)
  }
  // If a member is missing, a second one with the same name has replaced it. Counting is cheaper than comparing the keys.
  return (isObject(value) ? countMembers(value) : 0) === members ? { ok: true, value } : explain(bytes, allLimits)
}

/** The number of members in all objects, or NaN when one of them has a forbidden name. Depth was limited before. */
function countMembers(value: object): number {
  let members = 0
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (isObject(value[i])) members += countMembers(value[i])
    return members
  }
  for (const key in value) {
    if (isForbiddenKey(key)) return Number.NaN
    const member = value[key as keyof typeof value] as unknown
    members += isObject(member) ? 1 + countMembers(member) : 1
  }
  return members
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function explain(bytes: Uint8Array, limits: JsonLimits): StrictJsonResult {
  const problem = inspectJson(bytes, limits)
  return { ok: false, ...(problem ?? { reason: 'malformed', position: 0 }) }
}

/** A Buffer as it is: a view of it would cost as much as reading a small body. */
function textOf(bytes: Uint8Array): string {
  return Buffer.isBuffer(bytes)
    ? bytes.toString()
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}

/** A string may contain lone surrogates, which `Buffer.from` would silently replace. WTF-8 keeps them, so they are refused. */
function utf8Of(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text)
  const lone = Array.from(text).findIndex(character => !character.isWellFormed())
  const before = Array.from(text).slice(0, lone).join('')
  return Buffer.concat([
    Buffer.from(before),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from(text.slice(before.length + 1)),
  ])
}
