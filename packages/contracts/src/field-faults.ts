/**
 * The fault of a field, by keyword of JSON Schema. Each text is the predicate of a sentence whose subject is the
 * field's label: "Search must have at least 2 characters". API, edge and SPA all say it in these words. `{limit}` is the
 * keyword's value in the schema.
 */
export const fieldFaults = {
  required: 'is required',
  additionalProperties: 'is not a known field',
  type: 'must be of type {limit}',
  enum: 'must be one of: {limit}',
  pattern: 'is not in the required format',
  minLength: 'must have at least {limit} characters',
  maxLength: 'must have at most {limit} characters',
  passwordLength: 'must have {limit} characters',
  minItems: 'must have at least {limit} items',
  maxItems: 'must have at most {limit} items',
  minimum: 'must be at least {limit}',
  maximum: 'must be at most {limit}',
  /** For `minLength` and `minItems` with the limit 1. */
  empty: 'must not be empty',
  uniqueItems: 'must not repeat an item',
  totalChars: 'must have at most {limit} characters of text in total',
  totalBytes: 'must have at most {limit} bytes of text in total',
  /** For values that fit the schema, but that the server refuses. */
  after: 'must be after {limit}',
  longPeriod: 'must be at most {limit} days after the beginning of the period',
  requiredToSort: 'is required to sort by {limit}',
  words: 'must have at most {limit} words',
  taken: 'is already in use',
  common: 'is one that attackers try first. Choose another one.',
  invalid: 'is not valid',
} as const

export type FieldFault = keyof typeof fieldFaults

/** What else can be wrong with a line of a file of orders, as the predicate of a sentence about the line or its field. */
export const fileFaults = {
  lineBytes: 'must have at most {limit} bytes',
  notJson: 'is not JSON: {limit}',
  notCsv: 'is not CSV: {limit}',
  noColumns: 'must name the columns',
  repeatedColumn: 'must not be repeated',
  cells: 'must have as many cells as there are columns: {limit}',
  otherOrder: 'must be empty or as in the first line of the order',
  tooManyLines: 'is one too many: a file has at most {limit} lines',
  noOrders: 'has no orders below it',
} as const

const faults = { ...fieldFaults, ...fileFaults }

export type Fault = keyof typeof faults

/** The text for a fault, with the limit that the value does not keep. */
export function describeFault(fault: Fault, limit: string | number | readonly unknown[] = ''): string {
  const isEmpty = limit === 1 && (fault === 'minLength' || fault === 'minItems')
  const text = faults[isEmpty ? 'empty' : fault]
  return text.replace('{limit}', Array.isArray(limit) ? limit.join(', ') : String(limit))
}

/** From the longest text to the shortest: "must have {limit} characters" also fits "must have at least 2 characters". */
const readable = (Object.keys(faults) as Fault[])
  .toSorted((a, b) => faults[b].length - faults[a].length)
  .map(fault => ({ fault, parts: faults[fault].split('{limit}') }))

/** Parses a text of `describeFault`, for clients that show it in another language. `undefined` for another text. */
export function readFault(text: string): { fault: Fault; limit: string } | undefined {
  for (const { fault, parts } of readable) {
    const [before = '', after] = parts
    if (after === undefined ? text === before : text.startsWith(before) && text.endsWith(after)) {
      return { fault, limit: text.slice(before.length, after ? -after.length : undefined) }
    }
  }
  return undefined
}
