import type { Endpoint } from '@palisade/contracts'
import { strictPattern, type ValueSchema } from '../strict-pattern.ts'
import { literalPattern } from '../syntax.ts'
import { prosePattern, wordPattern } from './prose.ts'

type Schema = ValueSchema & {
  readonly 'x-sensitive'?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

// By number: Nginx would make a variable of a name.
const space = '(?1)'
const secret = '(?2)'
const word = '(?3)'
const prose = '(?4)'
const definitions = [
  ['[ \\t\\r\\n]*+'],
  [secretPattern(), secret],
  [wordPattern(), prose],
  [prosePattern(word), prose],
] as const

/**
 * The JSON texts in which every member is declared and every value is within its pattern, or prose, or a secret that no
 * rule may look at. One regular expression over the bytes that the API parses: no names to flatten, no value unseen.
 * Members may come in any order; whether one is missing or there twice is the API's question.
 *
 * @returns undefined where a value is of a kind that has no such pattern
 */
export function bodyGrammar(body: NonNullable<Endpoint['request']['body']>): string | undefined {
  const value = valueGrammar(body as Schema)
  if (value === undefined) return undefined
  const defined = definitions.map(([source, user = '']) => (value.includes(user) ? `(${source})` : '()'))
  return `(?(DEFINE)${defined.join('')})${space}${value}${space}`
}

function valueGrammar(schema: Schema): string | undefined {
  if (schema.properties) return objectGrammar(schema.properties)
  if (schema.items) {
    const item = valueGrammar(schema.items)
    return item && `\\[${space}(?:${item}${space}(?:,${space}(?=[^ \\]])|(?=\\])))*+\\]`
  }
  const strict = strictPattern(schema)
  if (strict !== undefined) return isBare(schema) ? `${strict}(?![0-9A-Za-z.])` : `"${strict}"`
  if (schema.type !== 'string') return undefined
  return `"${schema['x-sensitive'] ? secret : prose}"`
}

function isBare({ type }: Schema): boolean {
  return type === 'integer' || type === 'boolean'
}

function objectGrammar(properties: Readonly<Record<string, Schema>>): string | undefined {
  const members = Object.entries(properties).map(([name, schema]) => {
    const value = valueGrammar(schema)
    return value && `"${literalPattern(name)}"${space}:${space}${value}`
  })
  if (members.includes(undefined)) return undefined
  return `\\{${space}(?:(?>${members.join('|')})${space}(?:,${space}(?=")|(?=\\})))*+\\}`
}

/** Anything that JSON can write in UTF-8 (RFC 8259 section 7, RFC 3629 section 4). */
function secretPattern(): string {
  const escaped = '\\\\(?:["\\\\/bfnrt]|u[0-9A-Fa-f]{4})'
  const beyondAscii = [
    '[\\xC2-\\xDF][\\x80-\\xBF]',
    '\\xE0[\\xA0-\\xBF][\\x80-\\xBF]',
    '[\\xE1-\\xEC\\xEE\\xEF][\\x80-\\xBF]{2}',
    '\\xED[\\x80-\\x9F][\\x80-\\xBF]',
    '\\xF0[\\x90-\\xBF][\\x80-\\xBF]{2}',
    '[\\xF1-\\xF3][\\x80-\\xBF]{3}',
    '\\xF4[\\x80-\\x8F][\\x80-\\xBF]{2}',
  ]
  return `(?>[\\x20!#-\\[\\]-\\x7E]+|${escaped}|${beyondAscii.join('|')})*+`
}
