import {
  clockToleranceMs,
  credentialFormats,
  type Endpoint,
  fieldFaults,
  kindOf,
  maxText,
  pseudonymFormat,
  type Schema,
  type ValueKind,
} from '@palisade/contracts'
import { membersOf, type Policy } from '../edge-policy.ts'
import { isClosed } from '../strict-pattern.ts'
import { Fragment } from '../syntax.ts'

/** What the checks of njs/check-value.js compare. */
const COMPARED = [
  ...['type', 'const', 'enum', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'maxItems'],
  ...['properties', 'items', 'additionalProperties', 'x-kind'],
]

/**
 * What they do not compare, since no attack depends on it: the API does. A keyword that is in neither list could admit
 * values that nothing has compared or inspected.
 */
const LEFT_TO_THE_API = ['required', 'minItems', 'uniqueItems', 'minProperties', 'format']
const ANNOTATIONS = ['title', 'description', 'examples']

/**
 * declared.js: what each endpoint declares of a request, for njs/request.js. Functions, since Nginx runs the module for
 * each request that needs it; expressions as literals, since those are compiled once.
 */
export function renderDeclared({ endpoints }: Policy): Fragment {
  const declared = object({
    accessToken: toLiteral(`^${credentialFormats.accessToken}$`),
    clockToleranceMs,
    pseudonymFormat: object(pseudonymFormat, json),
    fieldFaults: object(fieldFaults, json),
    maxText: object(maxText),
    endpoints: object(Object.fromEntries(endpoints.map(endpoint => [endpoint.id, describe(endpoint)]))),
  })
  const type = "/** @type {typeof import('../njs/declared.js').default} */"
  return new Fragment(`${type}\nconst declared = ${declared}\n\nexport default declared`)
}

function describe({ id, oauth, request }: Endpoint): string {
  const { query, headers, body } = request
  const parts = object({
    ...(oauth && { isForm: 'true' }),
    query: object(membersOf(query), (schema, name) => checkOf(schema, `${id} query ${name}`, 'digits')),
    headers: object(membersOf(headers), (schema, name) => headerCheck(schema, `${id} header ${name}`)),
    ...(body && { body: checkOf(body as Schema, `${id} body`, oauth ? 'digits' : 'integer') }),
  })
  return `${parts.includes('is.') ? 'is' : '()'} => (${parts})`
}

/** Part of the syntax of entity tags and structured strings: quotes, `W/`, `*` and commas (RFC 9110, RFC 9651). */
const fieldSyntax = /"|,|(?<=W)\/|\\\*/g

function headerCheck({ pattern = '' }: Schema, where: string): string {
  if (!isClosed(pattern.replace(fieldSyntax, ''))) throw new Error(`${where}: no closed pattern`)
  return `is.string(${toLiteral(pattern)})`
}

/**
 * The call that makes the check of a value.
 *
 * @param integer the check of integers: in JSON they are numbers, in a query or a form they are `digits`
 * @throws Error for a value of which the contracts say neither what it may be nor that people write it
 */
function checkOf(schema: Schema, where: string, integer: 'integer' | 'digits'): string {
  const known = [...COMPARED, ...LEFT_TO_THE_API, ...ANNOTATIONS]
  const unknown = Object.keys(schema).find(keyword => !known.includes(keyword))
  if (unknown !== undefined) throw new Error(`${where}: the edge does not compare the keyword ${unknown}`)
  const { minimum = -Infinity, maximum = Infinity, maxItems = Infinity, items, properties } = schema
  const allowed = schema.const === undefined ? schema.enum : [schema.const]
  const kind = kindOf(schema)
  if (allowed) return `is.oneOf([${allowed.map(json).join(', ')}])`
  if (schema.type === 'string') return textCheck(schema, kind, where)
  if (schema.type === 'boolean') return 'is.boolean'
  if (schema.type === 'integer') return `is.${integer}(${minimum}, ${maximum})`
  if (schema.type === 'array' && items) return `is.array(${maxItems}, ${checkOf(items, `${where}[]`, integer)})`
  if (schema.type !== 'object' || !properties || schema.additionalProperties !== false)
    throw new Error(`${where}: neither a closed object nor of another type that the edge compares`)
  return `is.object(${object(properties, (below, name) => checkOf(below, `${where}.${name}`, integer))})`
}

/**
 * Of a text that people write no length: it is that of its normal form, which the API makes, and njs has no `normalize()`.
 * What the WAF has to read is bounded by the length of all texts together.
 */
function textCheck(schema: Schema, kind: ValueKind, where: string): string {
  const { pattern = '^', minLength = 0, maxLength = Infinity } = schema
  if (kind === 'line' || kind === 'text') return `is.written('${kind}', ${toLiteral(pattern)})`
  if (kind === 'identifier' && !isClosed(pattern))
    throw new Error(`${where}: neither a closed pattern, nor a list, nor a kind of text (contracts/value-kind.ts)`)
  const check = `is.string(${toLiteral(pattern)})`
  return minLength > 0 || maxLength < Infinity ? `is.sized(${minLength}, ${maxLength}, ${check})` : check
}

/** In njs, `$` also matches before a line break at the end. */
function toLiteral(pattern: string): string {
  return String(new RegExp(pattern.replace(/\$$/, '(?![\\s\\S])')))
}

const json = (value: unknown) => JSON.stringify(value)

/** An object of JavaScript, one member a line, each as the expression that `write` makes of its value. */
function object<Value>(
  members: Readonly<Record<string, Value>>,
  write: (value: Value, name: string) => string = String,
): string {
  const lines = Object.entries(members).map(([name, value]) => {
    const key = /^\w+$/.test(name) ? name : `'${name}'`
    return `${key}: ${write(value, name)},`
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n').replace(/^/gm, '  ')}\n}`
}
