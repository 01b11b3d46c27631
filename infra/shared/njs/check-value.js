// Compares a value with what the contracts declare of it, in the words of JSON Schema (generated/nginx/declared.js), and
// collects the texts that people wrote. The API compares again; here it is the condition for letting anything pass.

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
/** @typedef {{ in: string, pointer: string, detail: string }} Fault */
/** @typedef {{ kind: string, value: string }} Text */

const longestName = 100
const hasOwn = Object.prototype.hasOwnProperty

/** @type {Record<string, (value: unknown) => boolean>} */
const types = {
  object: value => value !== null && typeof value === 'object' && !Array.isArray(value),
  array: value => Array.isArray(value),
  string: value => typeof value === 'string',
  integer: value => Number.isInteger(value),
  boolean: value => typeof value === 'boolean',
}

/**
 * The first thing that is wrong with a value by itself, in the words of the API's validator; '' where nothing is.
 * @param {Schema} schema
 * @param {any} value
 */
function faultOf(schema, value) {
  const is = schema.type && types[schema.type]
  if (is && !is(value)) return `must be ${schema.type}`
  if (schema.enum && !schema.enum.includes(value)) return 'must be equal to one of the allowed values'
  return typeof value === 'number' ? faultOfNumber(schema, value) : faultOfLength(schema, value)
}

/**
 * @param {Schema} schema
 * @param {number} value
 */
function faultOfNumber(schema, value) {
  if (schema.minimum !== undefined && value < schema.minimum) return `must be >= ${schema.minimum}`
  if (schema.maximum !== undefined && value > schema.maximum) return `must be <= ${schema.maximum}`
  return ''
}

/**
 * @param {Schema} schema
 * @param {any} value
 */
function faultOfLength(schema, value) {
  if (value.length > (schema.maxLength || Infinity)) return `must NOT have more than ${schema.maxLength} characters`
  if (value.length < (schema.minLength || 0)) return `must NOT have fewer than ${schema.minLength} characters`
  if (value.length > (schema.maxItems || Infinity)) return `must NOT have more than ${schema.maxItems} items`
  return schema.pattern && !schema.pattern.test(value) ? 'must match the declared pattern' : ''
}

/**
 * @param {Schema} schema
 * @param {any} value
 * @param {string} part of the request: body, query or headers
 * @param {string} pointer where the value stands in it (RFC 6901)
 * @param {Text[]} texts gets what people wrote
 * @returns {Fault | null}
 */
function checkValue(schema, value, part, pointer, texts) {
  const detail = faultOf(schema, value)
  if (detail !== '') return { in: part, pointer, detail }
  if (schema.items) return checkItems(schema.items, value, part, pointer, texts)
  if (schema.properties) return checkMembers(schema.properties, value, part, pointer, texts)
  const isText = schema.kind === 'line' || schema.kind === 'text'
  if (isText && value !== '') texts.push({ kind: String(schema.kind), value })
  return null
}

/**
 * @param {Schema} schema
 * @param {unknown[]} values
 * @param {string} part
 * @param {string} pointer
 * @param {Text[]} texts
 */
function checkItems(schema, values, part, pointer, texts) {
  for (let i = 0; i < values.length; i++) {
    const fault = checkValue(schema, values[i], part, `${pointer}/${i}`, texts)
    if (fault) return fault
  }
  return null
}

/**
 * @param {Record<string, Schema>} schemas
 * @param {Record<string, unknown>} values
 * @param {string} part
 * @param {string} pointer
 * @param {Text[]} texts
 */
function checkMembers(schemas, values, part, pointer, texts) {
  const names = Object.keys(values)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] || ''
    const fault = checkMember(schemas, name, values[name], part, pointer, texts)
    if (fault) return fault
  }
  return null
}

/**
 * @param {Record<string, Schema>} schemas by name; what every object has by birth, such as `constructor`, is no name
 * @param {string} name
 * @param {unknown} value
 * @param {string} part
 * @param {string} pointer
 * @param {Text[]} texts
 */
function checkMember(schemas, name, value, part, pointer, texts) {
  const below = `${pointer}/${name.slice(0, longestName)}`
  const schema = hasOwn.call(schemas, name) ? schemas[name] : undefined
  if (!schema) return { in: part, pointer: below, detail: 'must NOT have additional properties' }
  return checkValue(schema, value, part, below, texts)
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { checkMember, checkValue }
