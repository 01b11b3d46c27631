import { describeFault } from './field-faults.ts'

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
 * What all lines and texts of one request may have together. The WAF reads them in some hundred rules, so this bounds what
 * a request can cost. Bytes are those of UTF-8: 6,600 characters of Chinese fit, and 5,000 emoji.
 */
export const maxText = { chars: 8_000, bytes: 20_000 } as const

type Schema = { readonly properties?: Readonly<Record<string, Schema>>; readonly items?: Schema }

/** Says what is wrong with the length of all lines and texts together as they were sent, if anything is. */
export function faultOfTexts(schema: object, value: unknown): string | undefined {
  const texts = textsIn(schema, value)
  const chars = texts.reduce((sum, text) => sum + [...text].length, 0)
  if (chars > maxText.chars) return describeFault('totalChars', maxText.chars)
  const bytes = new TextEncoder().encode(texts.join('')).length
  return bytes > maxText.bytes ? describeFault('totalBytes', maxText.bytes) : undefined
}

/**
 * Brings each line and text of a request into the one form that is compared, stored and searched: Unicode normal form C
 * (UAX 15), and without spaces and invisible characters at its ends. A text of nothing else becomes empty, so that
 * `minLength` refuses it. Identifiers and secrets stay as they are.
 *
 * @param value anything, not yet compared with the schema
 */
export function normalizeTexts(schema: object, value: unknown): unknown {
  const { properties, items } = schema as Schema
  if (typeof value === 'string') return isText(schema) ? trim(value.normalize('NFC'), kindOf(schema) === 'text') : value
  if (items && Array.isArray(value)) return value.map(item => normalizeTexts(items, item))
  if (!properties || typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const members = Object.entries(value).map(([name, member]) => {
    const below = Object.hasOwn(properties, name) ? properties[name] : undefined
    return [name, below ? normalizeTexts(below, member) : member]
  })
  return Object.fromEntries(members)
}

/** White space, characters that show nothing (Unicode calls them default ignorable), and the blank Braille pattern. */
const blank = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\u0080-\u009f\u2800]$/u
/** These belong to the character before them: a red heart and the flag of Scotland end with one. */
const modifier = /^[\ufe00-\ufe0f\u{e0020}-\u{e01ef}]$/u
/** In a line they stay at the ends too, for its pattern to refuse, as the edge does. */
const lineBreakOrTab = /^[\t-\r]$/

/** A loop, since an expression for the end of a text takes quadratic time on blanks in its middle. */
function trim(text: string, hasLines: boolean): string {
  const isBlank = (character: string) => blank.test(character) && (hasLines || !lineBreakOrTab.test(character))
  const characters = [...text]
  const start = characters.findIndex(character => !isBlank(character))
  if (start < 0) return ''
  const end = characters.findLastIndex(character => !isBlank(character) || modifier.test(character))
  return characters.slice(start, end + 1).join('')
}

function textsIn(schema: object, value: unknown): string[] {
  const { properties, items } = schema as Schema
  if (typeof value === 'string') return isText(schema) ? [value] : []
  if (items && Array.isArray(value)) return value.flatMap(item => textsIn(items, item))
  if (!properties || typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => textsIn(properties[name] ?? {}, member))
}

function isText(schema: object): boolean {
  const kind = kindOf(schema)
  return kind === 'line' || kind === 'text'
}
