import { scopes } from '@palisade/contracts'

/** As far as a schema of a request is read here. */
export type Schema = {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly 'x-sensitive'?: boolean
}

/** One of them is good for each text that the contracts declare; the first that fits is taken. */
const texts = [
  'A lamp',
  'acme',
  'ada@example.org',
  '00000000-0000-4000-8000-000000000000',
  '2026-01-31T12:00:00Z',
  'correct horse battery',
  'A'.repeat(43),
  'header.claims.signature',
  '"1"',
]

/** A value that the schema accepts, with all that it leaves to choice. */
export function sampleOf(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0]
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, own]) => [name, sampleOf(own)]))
  }
  if (schema.items) return [sampleOf(schema.items)]
  if (schema.type === 'integer') return schema.minimum ?? 1
  if (schema.type === 'boolean') return true
  const text = texts.find(candidate => accepts(schema, candidate))
  if (text === undefined) throw new Error(`test/waf/samples.ts has no text for ${JSON.stringify(schema)}`)
  return text
}

/** Whether people write what they like there, so that only the Core Rule Set can tell an attack from a text. */
export function isFreeText(schema: Schema): boolean {
  return schema.type === 'string' && accepts(schema, `<'A "lamp"'>`)
}

function accepts({ pattern = '', minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema, text: string): boolean {
  return new RegExp(pattern, 'u').test(text) && text.length >= minLength && text.length <= maxLength
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A token that may do everything, as far as the edge can see: only the API verifies signatures. */
export const token = [
  encode({ alg: 'EdDSA', typ: 'at+jwt', kid: 'sample' }),
  encode({ sub: 'sample', tenant_id: 'sample', role: 'owner', scope: Object.keys(scopes).join(' ') }),
  'A'.repeat(86),
].join('.')
