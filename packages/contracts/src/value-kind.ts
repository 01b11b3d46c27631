import { describeFault } from './field-faults.ts'
import { mapTexts, type Schema } from './schema.ts'

const kinds = ['identifier', 'secret', 'line', 'text'] as const

/**
 * The kind of text in a value, which decides how the layers treat it. No layer decides by the name of a field:
 * - `identifier` (where `x-kind` is left out): its pattern, list or range describes every valid value. The edge
 *   validates it, and the WAF does not inspect it.
 * - `secret`: a password, token or code. No log and no WAF receives it.
 * - `line`, `text`: one line or several lines that people write. It is normalized, and the WAF inspects it.
 */
export type ValueKind = (typeof kinds)[number]

/**
 * Reads the kind of a value from its schema.
 *
 * @throws Error for an unknown kind, and for a kind other than `identifier` of a value that is not a string
 */
export function kindOf(schema: object): ValueKind {
  const { type, 'x-kind': declared = 'identifier' } = schema as Schema
  const kind = kinds.find(known => known === declared)
  if (!kind || (kind !== 'identifier' && type !== 'string')) throw new Error(`no kind of a ${type}: ${declared}`)
  return kind
}

/** Control characters other than line breaks and tabs, inside a character class. */
export const notInText = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f'

/**
 * Every control character, the line separators of Unicode, and what turns the direction of the text around it (UAX 9): a
 * name with one of them forges a line of a mail or a log, or reads as another name. The marks that Arabic and Hebrew need
 * are none of these.
 */
export const notInLine = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069'

/**
 * The most text of all lines and texts of one request together. The WAF inspects it with more than a hundred rules, so this
 * bounds the cost of a request. Bytes are those of UTF-8: 6,600 characters of Chinese fit, and 5,000 emoji.
 */
export const maxText = { chars: 8_000, bytes: 20_000 } as const

/** The fault in the total length of all lines and texts, as they were sent; undefined if there is none. */
export function faultOfTexts(schema: object, value: unknown): string | undefined {
  const texts: string[] = []
  mapTexts(schema, value, (text, field) => {
    if (isWrittenByPeople(field)) texts.push(text)
    return text
  })
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
  return mapTexts(schema, value, (text, field) =>
    isWrittenByPeople(field) ? trim(text.normalize('NFC'), kindOf(field) === 'text' ? 'text' : 'line') : text,
  )
}

function isWrittenByPeople(schema: Schema): boolean {
  return ['line', 'text'].includes(kindOf(schema))
}

/** White space, characters that show nothing (Unicode calls them default ignorable), and the blank Braille pattern. */
const blank = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\u0080-\u009f\u2800]$/u
/** These belong to the character before them: a red heart and the flag of Scotland end with one. */
const modifier = /^[\ufe00-\ufe0f\u{e0020}-\u{e01ef}]$/u
/** They stay at the ends too, for the pattern to refuse, as the edge does. */
const refused = { line: new RegExp(`[${notInLine}]`), text: new RegExp(`[${notInText}]`) }

/** A loop, since an expression for the end of a text takes quadratic time on blanks in its middle. */
function trim(text: string, kind: 'line' | 'text'): string {
  const isBlank = (character: string) => blank.test(character) && !refused[kind].test(character)
  const characters = [...text]
  const start = characters.findIndex(character => !isBlank(character))
  if (start < 0) return ''
  const end = characters.findLastIndex(character => !isBlank(character) || modifier.test(character))
  return characters.slice(start, end + 1).join('')
}
