/**
 * What kind of text a value is, and so what the layers do with it:
 * - `identifier`: its pattern, list or range says all that it may be. It is compared with that, and nothing inspects it.
 * - `secret`: a password, token or code (`x-sensitive`). No log and no WAF gets to see it.
 * - `line`, `text`: one line or several lines that people write (`x-kind`). The WAF inspects it.
 */
export type ValueKind = 'identifier' | 'secret' | 'line' | 'text'

/**
 * Reads the kind from a JSON Schema of one value.
 *
 * @throws Error when `x-kind` is neither `line` nor `text`
 */
export function kindOf(schema: object): ValueKind {
  const { 'x-sensitive': isSensitive, 'x-kind': kind } = schema as { 'x-sensitive'?: boolean; 'x-kind'?: string }
  if (isSensitive) return 'secret'
  if (kind === undefined) return 'identifier'
  if (kind !== 'line' && kind !== 'text') throw new Error(`no kind of text: ${kind}`)
  return kind
}

/**
 * The characters that all lines and texts of one request may have together. The WAF reads each of them in some hundred
 * rules, so this bounds what a request can cost.
 */
export const maxTextChars = 8_000

type Schema = { readonly properties?: Readonly<Record<string, Schema>>; readonly items?: Schema }

/** Counts the characters of all lines and texts in a value that fits the schema. */
export function countTextChars(schema: object, value: unknown): number {
  const { properties, items } = schema as Schema
  if (typeof value === 'string') return isText(schema) ? [...value].length : 0
  if (items && Array.isArray(value)) return value.reduce((sum: number, item) => sum + countTextChars(items, item), 0)
  if (!properties || typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce((sum, [name, member]) => sum + countTextChars(properties[name] ?? {}, member), 0)
}

function isText(schema: object): boolean {
  const kind = kindOf(schema)
  return kind === 'line' || kind === 'text'
}
