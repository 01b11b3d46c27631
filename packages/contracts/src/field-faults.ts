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
  /** Of `minLength` and `minItems` with the limit 1. */
  empty: 'must not be empty',
  uniqueItems: 'must not repeat an item',
  totalChars: 'must have at most {limit} characters of text in total',
  totalBytes: 'must have at most {limit} bytes of text in total',
  /** Of values that fit the schema and that the server refuses all the same. */
  after: 'must be after {limit}',
  requiredToSort: 'is required to sort by {limit}',
  words: 'must have at most {limit} words',
  taken: 'is already in use',
  common: 'is one that attackers try first. Choose another one.',
  invalid: 'is not valid',
} as const

export type FieldFault = keyof typeof fieldFaults

/** The text for a fault, with the limit that the value does not keep. */
export function describeFault(fault: FieldFault, limit: string | number | readonly unknown[] = ''): string {
  const isEmpty = limit === 1 && (fault === 'minLength' || fault === 'minItems')
  const text = fieldFaults[isEmpty ? 'empty' : fault]
  return text.replace('{limit}', Array.isArray(limit) ? limit.join(', ') : String(limit))
}
