import { describeFault } from './field-faults.ts'
import { mapTexts, type Schema } from './schema.ts'

const kinds = ['identifier', 'secret', 'line', 'text'] as const

/**
 * What kind of text a value is, and so what the layers do with it. No layer decides by the name of a field:
 * - `identifier` (where `x-kind` is left out): its pattern, list or range says all that it may be. The edge compares it
 *   with that, and nothing inspects it.
 * - `secret`: a password, token or code. No log and no WAF gets to see it.
 * - `line`, `text`: one line or several lines that people write. It is normalized, and the WAF inspects it.
 */
export type ValueKind = (typeof kinds)[number]

/**
 * Reads the kind of a value from its schema.
 *
 * @throws Error for an unknown kind, and for one of something else than a text: its parts have kinds of their own
 */
export function kindOf(schema: object): ValueKind {
  const { type, 'x-kind': declared = 'identifier' } = schema as Schema
  const kind = kinds.find(known => known === declared)
  if (!kind || (kind !== 'identifier' && type !== 'string')) throw new Error(`no kind of a ${type}: ${declared}`)
  return kind
}

/**
 * What all lines and texts of one request may have together. The WAF reads them in some hundred rules, so this bounds what
 * a request can cost. Bytes are those of UTF-8: 6,600 characters of Chinese fit, and 5,000 emoji.
 */
export const maxText = { chars: 8_000, bytes: 20_000 } as const

/** Says what is wrong with the length of all lines and texts together as they were sent, if anything is. */
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
    isWrittenByPeople(field) ? trim(text.normalize('NFC'), kindOf(field) === 'text') : text,
  )
}

function isWrittenByPeople(schema: Schema): boolean {
  return ['line', 'text'].includes(kindOf(schema))
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
