import { type Schema, scopes } from '@palisade/contracts'
import { sample, stringMatching } from 'fast-check'

/** What people write; the first that fits is taken. */
const texts = ['A lamp', 'acme', 'ada@example.org', 'correct horse battery']

/** A value that the schema accepts, with all that it leaves to choice. */
export function sampleOf(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0]
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, own]) => [name, sampleOf(own)]))
  }
  if (schema.items) return [sampleOf(schema.items)]
  if (schema.type === 'integer') return schema.minimum ?? 1
  if (schema.type === 'boolean') return true
  return texts.find(candidate => accepts(schema, candidate)) ?? writtenByMachine(schema)
}

/** Whether people write what they like there, so that only the Core Rule Set can tell an attack from a text. */
export function isFreeText(schema: Schema): boolean {
  return schema.type === 'string' && accepts(schema, `<'A "lamp"'>`)
}

/** Whether it is just what was asked for: the name of a scanner is an attack in a header, and a valid article number. */
export function isAsDeclared(schema: Schema | undefined, text: string): boolean {
  return schema?.pattern !== undefined && !isFreeText(schema) && accepts(schema, text)
}

/** Ids, tokens, instants: the same one each time. */
function writtenByMachine(schema: Schema): string {
  const [text = ''] = sample(
    stringMatching(new RegExp(schema.pattern ?? '', 'u')).filter(candidate => accepts(schema, candidate)),
    { numRuns: 1, seed: 4 },
  )
  return text
}

function accepts({ pattern = '', minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema, text: string): boolean {
  return new RegExp(pattern, 'u').test(text) && text.length >= minLength && text.length <= maxLength
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A token that may do everything, as far as the edge can see: only the API verifies signatures. */
export const token = [
  encode({ alg: 'EdDSA', typ: 'at+jwt', kid: 'sample' }),
  encode({ sub: 'sample', tenant_id: 'sample', role: 'owner', scope: Object.keys(scopes).join(' '), exp: 32503680000 }),
  'A'.repeat(86),
].join('.')
