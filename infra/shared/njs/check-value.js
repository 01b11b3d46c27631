// The checks that generated/declared.js combines for each endpoint, such as `is.object({ sku: is.string(/…/) })`. Each returns
// the first fault of a value, in the words of the API, and adds the texts that people wrote to `texts`. The API validates
// again. Here, a request without faults may skip the WAF or have its texts inspected.

import declared from './declared.js'

/** @typedef {import('./declared.js').FieldFault} FieldFault */
/** @typedef {{ pointer: string, detail: string }} Fault where, as a JSON Pointer, and what is wrong there */
/** @typedef {{ kind: string, value: string }} Text `kind` is line or text */
/** @typedef {(value: any, texts: Text[]) => Fault | null} Check */
/** @typedef {Readonly<Record<string, Check>>} Checks by the name of a member */

const longestName = 100
const hasOwn = Object.prototype.hasOwnProperty

/** @type {(name: FieldFault, limit?: unknown) => Fault} */
function faultOf(name, limit) {
  const text = declared.fieldFaults[limit === 1 && name === 'minLength' ? 'empty' : name]
  return { pointer: '', detail: text.replace('{limit}', Array.isArray(limit) ? limit.join(', ') : String(limit)) }
}

/** @type {(name: string, fault: Fault) => Fault} */
function below(name, fault) {
  return { pointer: `/${name.slice(0, longestName)}${fault.pointer}`, detail: fault.detail }
}

/** @type {(checks: Checks, values: Record<string, unknown>, texts: Text[]) => Fault | null} */
function checkMembers(checks, values, texts) {
  const names = Object.keys(values)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] || ''
    // Names that every object inherits, such as `constructor`, are not declared.
    const check = hasOwn.call(checks, name) ? checks[name] : undefined
    const fault = check ? check(values[name], texts) : faultOf('additionalProperties')
    if (fault) return below(name, fault)
  }
  return null
}

/** @type {(checks: Checks) => Check} */
const object = checks => (value, texts) => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? checkMembers(checks, value, texts) : faultOf('type', 'object')
}

/** @type {(maxItems: number, check: Check) => Check} */
const array = (maxItems, check) => (values, texts) => {
  if (!Array.isArray(values)) return faultOf('type', 'array')
  if (values.length > maxItems) return faultOf('maxItems', maxItems)
  for (let i = 0; i < values.length; i++) {
    const fault = check(values[i], texts)
    if (fault) return below(String(i), fault)
  }
  return null
}

/** @type {(values: readonly unknown[]) => Check} */
const oneOf = values => value => (values.includes(value) ? null : faultOf('enum', values))

/** @type {Check} */
const boolean = value => (typeof value === 'boolean' ? null : faultOf('type', 'boolean'))

/** @type {(minimum: number, maximum: number) => Check} */
const integer = (minimum, maximum) => value => {
  if (!Number.isInteger(value)) return faultOf('type', 'integer')
  if (value < minimum) return faultOf('minimum', minimum)
  return value > maximum ? faultOf('maximum', maximum) : null
}

/**
 * An integer in a query or a form, where it is text: written only as digits.
 * @type {(minimum: number, maximum: number) => Check}
 */
const digits = (minimum, maximum) => (text, texts) =>
  integer(minimum, maximum)(/^[0-9]{1,15}(?![\s\S])/.test(text) ? Number(text) : text, texts)

/** @type {(pattern: RegExp) => Check} */
const string = pattern => value => {
  if (typeof value !== 'string') return faultOf('type', 'string')
  return pattern.test(value) ? null : faultOf('pattern')
}

/**
 * A string of so many characters.
 * @type {(minLength: number, maxLength: number, check: Check) => Check}
 */
const sized = (minLength, maxLength, check) => (value, texts) => {
  if (typeof value === 'string' && value.length > maxLength) return faultOf('maxLength', maxLength)
  if (typeof value === 'string' && value.length < minLength) return faultOf('minLength', minLength)
  return check(value, texts)
}

/**
 * What people write. An empty text is permitted, and in njs it matches no expression with characters above U+00FF.
 * @type {(kind: string, pattern: RegExp) => Check}
 */
const written = (kind, pattern) => {
  const check = string(pattern)
  return (value, texts) => {
    const fault = value === '' ? null : check(value, texts)
    if (fault === null && value !== '') texts.push({ kind, value })
    return fault
  }
}

// biome-ignore lint/style/noDefaultExport: the one form that js_import takes
export default { array, boolean, checkMembers, digits, faultOf, integer, object, oneOf, sized, string, written }
