// Compares a value with what the contracts declare of it, in the words of JSON Schema (generated/declared.js), and
// collects the texts that people wrote. The API compares again; here it is the condition for letting anything pass.

import declared from './declared.js'

/**
 * @typedef {object} Schema
 * @property {string} [type]
 * @property {Record<string, Schema>} [properties]
 * @property {Schema} [items]
 * @property {number} [maxItems]
 * @property {readonly unknown[]} [enum]
 * @property {RegExp} [pattern]
 * @property {number} [minLength] in characters
 * @property {number} [maxLength] in characters
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {string} [kind] identifier, secret, line or text
 */
/** @typedef {{ pointer: string, detail: string }} Fault where, as a JSON Pointer, and what is wrong there */
/** @typedef {{ kind: string, value: string }} Text */

const longestName = 100
const hasOwn = Object.prototype.hasOwnProperty

/**
 * The type of a value, as JSON Schema names it.
 * @type {(value: unknown) => string}
 */
function typeOf(value) {
  if (Array.isArray(value)) return 'array'
  if (value === null) return 'null'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/**
 * A fault in the words that the API uses as well.
 * @type {(fault: string, limit?: unknown) => string}
 */
function describe(fault, limit) {
  const text = declared.fieldFaults[limit === 1 && fault === 'minLength' ? 'empty' : fault] || ''
  return text.replace('{limit}', Array.isArray(limit) ? limit.join(', ') : String(limit))
}

/**
 * The first keyword that a value by itself does not keep; '' where it keeps all. Those behind `type` rely on it.
 * @type {(schema: Schema, value: any) => keyof Schema | ''}
 */
function brokenKeyword(schema, value) {
  if (schema.type !== undefined && schema.type !== typeOf(value)) return 'type'
  if (schema.enum !== undefined && !schema.enum.includes(value)) return 'enum'
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return 'maxLength'
  if (schema.minLength !== undefined && value.length < schema.minLength) return 'minLength'
  if (schema.pattern !== undefined && !schema.pattern.test(value)) return 'pattern'
  if (schema.minimum !== undefined && value < schema.minimum) return 'minimum'
  return schema.maximum !== undefined && value > schema.maximum ? 'maximum' : ''
}

/**
 * The first fault of a value. Adds what people wrote to `texts`.
 * @type {(schema: Schema, value: any, texts: Text[]) => Fault | null}
 */
function checkValue(schema, value, texts) {
  const broken = brokenKeyword(schema, value)
  if (broken) return { pointer: '', detail: describe(broken, schema[broken]) }
  if (schema.items) return checkItems(schema, schema.items, value, texts)
  if (schema.properties) return checkMembers(schema.properties, value, texts)
  if ((schema.kind === 'line' || schema.kind === 'text') && value !== '') texts.push({ kind: schema.kind, value })
  return null
}

/** @type {(schema: Schema, items: Schema, values: unknown[], texts: Text[]) => Fault | null} */
function checkItems(schema, items, values, texts) {
  const most = schema.maxItems
  if (most !== undefined && values.length > most) return { pointer: '', detail: describe('maxItems', most) }
  for (let i = 0; i < values.length; i++) {
    const fault = checkValue(items, values[i], texts)
    if (fault) return below(String(i), fault)
  }
  return null
}

/** @type {(schemas: Record<string, Schema>, values: Record<string, unknown>, texts: Text[]) => Fault | null} */
function checkMembers(schemas, values, texts) {
  const names = Object.keys(values)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] || ''
    const fault = checkMember(schemas, name, values[name], texts)
    if (fault) return fault
  }
  return null
}

/** @type {(schemas: Record<string, Schema>, name: string, value: unknown, texts: Text[]) => Fault | null} */
function checkMember(schemas, name, value, texts) {
  // Names that every object inherits, such as `constructor`, are not declared.
  const schema = hasOwn.call(schemas, name) ? schemas[name] : undefined
  const fault = schema ? checkValue(schema, value, texts) : { pointer: '', detail: describe('additionalProperties') }
  return fault && below(name, fault)
}

/** @type {(name: string, fault: Fault) => Fault} */
function below(name, fault) {
  return { pointer: `/${name.slice(0, longestName)}${fault.pointer}`, detail: fault.detail }
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { checkMember, checkValue, describe }
