import {
  clockToleranceMs,
  credentialFormats,
  type Endpoint,
  fieldFaults,
  kindOf,
  maxText,
  pseudonymFormat,
  type Schema,
} from '@palisade/contracts'
import type { Policy } from '../edge-policy.ts'
import { isClosed } from '../strict-pattern.ts'
import { Fragment } from '../syntax.ts'

/** What njs/check-value.js compares, in the words of JSON Schema. */
const COPIED = ['type', 'maxItems', 'minLength', 'maxLength', 'minimum', 'maximum'] as const

/**
 * Of a text that people write no length: it is that of its normal form, which the API makes, and njs has no `normalize()`.
 * What the WAF has to read is bounded by the length of all texts together.
 */
const COPIED_OF_TEXT = ['type'] as const

/**
 * What it does not compare, since no attack depends on it: the API does. A keyword that is in neither list could admit
 * values that nothing has compared or inspected.
 */
const LEFT_TO_THE_API = ['required', 'minItems', 'uniqueItems', 'minProperties', 'format', 'additionalProperties']
const READ_ELSEWHERE = ['properties', 'items', 'pattern', 'const', 'enum', 'x-kind']
const ANNOTATIONS = ['title', 'description', 'examples']

/**
 * declared.js: what each endpoint declares of a request, for njs/request.js. Functions, since Nginx runs the module for
 * each request that needs it; expressions as literals, since those are compiled once.
 */
export function renderDeclared({ endpoints }: Policy): Fragment {
  const entries = endpoints.map(endpoint => `  '${endpoint.id}': () => (${write(describe(endpoint), '  ')}),`)
  const accessToken = toLiteral(`^${credentialFormats.accessToken}$`)
  const values = { accessToken, clockToleranceMs, pseudonymFormat, fieldFaults, maxText }
  return new Fragment(
    [
      ...Object.entries(values).map(([name, value]) => `const ${name} = ${write(value, '')}`),
      ...['', 'const endpoints = {', ...entries, '}', ''],
      `export default { ${[...Object.keys(values), 'endpoints'].join(', ')} }`,
    ].join('\n'),
  )
}

function describe(endpoint: Endpoint): object {
  const { query, headers, body } = endpoint.request
  return {
    ...(query && { query: describeValue(query as Schema, `${endpoint.id} query`) }),
    ...(headers && { headers: describeHeaders(headers.properties as Record<string, Schema>, endpoint.id) }),
    ...(body && { body: describeValue(body as Schema, `${endpoint.id} body`) }),
  }
}

/** Part of the syntax of entity tags and structured strings: quotes, `W/`, `*` and commas (RFC 9110, RFC 9651). */
const fieldSyntax = /"|,|(?<=W)\/|\\\*/g

function describeHeaders(headers: Readonly<Record<string, Schema>>, id: string): object {
  const entries = Object.entries(headers).map(([name, { type = 'string', pattern = '' }]) => {
    if (!isClosed(pattern.replace(fieldSyntax, ''))) throw new Error(`${id} header ${name}: no closed pattern`)
    return [name, { type, pattern: toLiteral(pattern) }]
  })
  return Object.fromEntries(entries)
}

/** @throws Error for a value of which the contracts say neither what it may be nor that people write it */
function describeValue(schema: Schema, where: string): object {
  const known = [...COPIED, ...LEFT_TO_THE_API, ...READ_ELSEWHERE, ...ANNOTATIONS]
  const unknown = Object.keys(schema).find(keyword => !known.includes(keyword))
  if (unknown !== undefined) throw new Error(`${where}: the edge does not compare the keyword ${unknown}`)
  if (schema.type === 'object' && !isClosedObject(schema)) throw new Error(`${where}: the object is open`)
  if (schema.type === undefined && !schema.enum && schema.const === undefined) throw new Error(`${where}: no type`)
  const { properties, items, pattern } = schema
  const allowed = schema.const === undefined ? schema.enum : [schema.const]
  const kind = kindOf(schema)
  if (schema.type === 'string' && kind === 'identifier' && !allowed && !isClosed(pattern)) {
    throw new Error(`${where}: neither a closed pattern, nor a list, nor a kind of text (contracts/value-kind.ts)`)
  }
  const compared = kind === 'line' || kind === 'text' ? COPIED_OF_TEXT : COPIED
  return {
    ...Object.fromEntries(
      compared.flatMap(key => (Object.hasOwn(schema, key) ? [[key, Reflect.get(schema, key)]] : [])),
    ),
    ...(allowed && { enum: allowed }),
    ...(pattern !== undefined && { pattern: toLiteral(pattern) }),
    ...(schema.type === 'string' && kind !== 'identifier' && { kind }),
    ...(items && { items: describeValue(items, `${where}[]`) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, below]) => [name, describeValue(below, `${where}.${name}`)]),
      ),
    }),
  }
}

function isClosedObject(schema: Schema): boolean {
  return schema.properties !== undefined && Reflect.get(schema, 'additionalProperties') === false
}

/** In njs, `$` also matches before a line break at the end. */
function toLiteral(pattern: string): RegExp {
  return new RegExp(pattern.replace(/\$$/, '(?![\\s\\S])'))
}

/** JavaScript as the formatter of this repository writes it. */
function write(value: unknown, indent: string): string {
  if (value instanceof RegExp) return String(value)
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replaceAll("'", "\\'")}'`
  if (typeof value !== 'object' || value === null) return String(value)
  if (Object.keys(value).length === 0) return Array.isArray(value) ? '[]' : '{}'
  if (Array.isArray(value)) return `[${value.map(item => write(item, indent)).join(', ')}]`
  const members = Object.entries(value).map(([name, member]) => {
    const key = /^[a-z]\w*$/i.test(name) ? name : write(name, indent)
    return `${indent}  ${key}: ${write(member, `${indent}  `)},`
  })
  const inline = `{ ${members.map(member => member.trim().replace(/,$/, '')).join(', ')} }`
  return inline.length < 100 && !inline.includes('\n') ? inline : `{\n${members.join('\n')}\n${indent}}`
}
