import { nameOf, type Schema } from './reference.ts'

/** The type in a few words: `string`, `list of OrderLine`, `string or null`, `CHF, EUR, GBP or USD`. */
export function typeOf(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref)
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return joinWithOr(schema.enum.map(literal))
  if (schema.anyOf) return joinWithOr(schema.anyOf.map(typeOf))
  if (schema.items) return `list of ${typeOf(schema.items)}`
  return schema.type ?? 'any value'
}

/** What else a value must be: its length, its range, the kind of text. */
export function limitsOf(schema: Schema): string[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, minProperties } = schema
  const kind = kinds[schema['x-kind'] ?? '']
  return [
    ...range(minLength, maxLength, 'character'),
    ...range(minimum, maximum),
    ...range(minItems, maxItems, 'item'),
    ...range(minProperties, undefined, 'property'),
    ...(kind ? [kind] : []),
  ]
}

const kinds: { readonly [kind: string]: string } = { line: 'one line', text: 'line breaks allowed' }

/** The regular expression that a value must match, unless its kind of text says the same in words. */
export function patternOf(schema: Schema): string | undefined {
  return kinds[schema['x-kind'] ?? ''] ? undefined : schema.pattern
}

function range(minimum: number | undefined, maximum: number | undefined, unit = ''): string[] {
  if (minimum === undefined && maximum === undefined) return []
  const bounds =
    minimum === undefined
      ? `at most ${format(maximum)}`
      : maximum === undefined
        ? `at least ${format(minimum)}`
        : `${format(minimum)} to ${format(maximum)}`
  return [unit ? `${bounds} ${plural(unit, maximum ?? minimum)}` : bounds]
}

function plural(unit: string, count: number | undefined): string {
  if (count === 1) return unit
  return unit.endsWith('y') ? `${unit.slice(0, -1)}ies` : `${unit}s`
}

function format(count: number | undefined): string {
  return count?.toLocaleString('en') ?? ''
}

function literal(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function joinWithOr(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join() : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
}
