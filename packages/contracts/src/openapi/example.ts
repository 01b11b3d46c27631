import type { Schema } from '../schema.ts'

/**
 * Composes an example of a JSON Schema from the examples of its parts.
 *
 * @throws Error for a string with a pattern and without `examples`: nothing else fits a pattern for certain
 */
export function exampleOf(schema: object): unknown {
  const { type, const: only, enum: values, anyOf, examples, minimum, pattern, items, properties } = schema as Schema
  if (examples) return examples[0]
  if (only !== undefined) return only
  if (values) return values[0]
  if (anyOf?.[0]) return exampleOf(anyOf[0])
  if (items) return [exampleOf(items)]
  if (properties) {
    return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, exampleOf(property)]))
  }
  if (type === 'integer' || type === 'number') return Math.max(minimum ?? 1, 1)
  if (type === 'boolean') return true
  if (type === 'object') return {}
  if (pattern !== undefined) throw new Error(`a string with the pattern ${pattern} needs an example`)
  return 'text'
}
