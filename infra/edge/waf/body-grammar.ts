import type { Endpoint } from '@palisade/contracts'
import { strictPattern, type ValueSchema } from '../strict-pattern.ts'
import { literalPattern } from '../syntax.ts'
import { prosePattern } from './prose.ts'

type Schema = ValueSchema & {
  readonly 'x-sensitive'?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

type Body = Pick<Endpoint, 'request'>['request']['body']

const PROSE = '(?&prose)'
const space = '[ \\t\\r\\n]*+'

/**
 * The JSON texts in which every member is declared and every value is within its pattern, or prose, or a secret that no
 * rule may look at. One regular expression over the bytes that the API parses: no names to flatten, no value unseen.
 * Members may come in any order; whether one is missing or there twice is the API's question.
 *
 * @returns undefined where a value is of a kind that has no such pattern
 */
export function bodyGrammar(body: NonNullable<Body>): string | undefined {
  const value = valueGrammar(body as Schema)
  if (value === undefined) return undefined
  const prose = value.includes(PROSE) ? `(?(DEFINE)(?<prose>${prosePattern()}))` : ''
  return `\\A${prose}${space}${value}${space}\\z`
}

function valueGrammar(schema: Schema): string | undefined {
  if (schema.properties) return objectGrammar(schema.properties)
  if (schema.items) {
    const item = valueGrammar(schema.items)
    return item && `\\[${space}(?:${item}${space}(?:,${space}(?=[^ \\]])|(?=\\])))*+\\]`
  }
  if (schema['x-sensitive']) return '"(?>[^"\\\\]|\\\\.)*+"'
  const strict = strictPattern(schema)
  if (strict !== undefined) return isBare(schema) ? `${strict}(?![0-9A-Za-z.])` : `"${strict}"`
  return schema.type === 'string' ? `"${PROSE}"` : undefined
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

/** Every name that ModSecurity may give to a field of such a body: `json.lines.array_0.sku`. */
export function fieldNames(body: NonNullable<Body>): string {
  return `\\Ajson${inside(body as Schema)}\\z`
}

function namesBelow(schema: Schema): string {
  if (schema.items) return `(?:\\.array_[0-9]+)?${inside(schema.items)}`
  const members = Object.entries(schema.properties ?? {})
  return members.map(([name, below]) => `\\.${literalPattern(name)}${inside(below)}`).join('|')
}

function inside(schema: Schema): string {
  const below = namesBelow(schema)
  return below && `(?:${below})?`
}
