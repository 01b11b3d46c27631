/** A JSON Schema, as far as the contracts use its keywords. */
export type Schema = {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly examples?: readonly unknown[]
  readonly contentMediaType?: string
  readonly 'x-kind'?: string
}

/** The types in which an answer is sent, each with its schema. A file may have several; all other answers are JSON. */
export function contentsOf(schema: object): [mediaType: string, schema: Schema][] {
  const { anyOf = [], contentMediaType } = schema as Schema
  if (contentMediaType) return [[contentMediaType, schema as Schema]]
  if (anyOf.some(each => each.contentMediaType)) return anyOf.flatMap(contentsOf)
  return [['application/json', schema as Schema]]
}

/** Whether an answer is a file. */
export function isFile(schema: object): boolean {
  return contentsOf(schema).every(([mediaType]) => mediaType !== 'application/json')
}

export type Field = {
  readonly schema: Schema
  /** The names that lead to the value. `*` stands for each item of an array. */
  readonly path: readonly string[]
}

/** Lists a schema and all schemas in it: of members, items and alternatives. */
export function fieldsOf(schema: object, path: readonly string[] = []): Field[] {
  const { properties = {}, items, anyOf = [] } = schema as Schema
  return [
    { schema: schema as Schema, path },
    ...Object.entries(properties).flatMap(([name, member]) => fieldsOf(member, [...path, name])),
    ...(items ? fieldsOf(items, [...path, '*']) : []),
    ...anyOf.flatMap(alternative => fieldsOf(alternative, path)),
  ]
}

/**
 * Copies a value with each text in it replaced by what `change` returns for it. Members that the schema does not declare
 * are copied unchanged: validation refuses them.
 *
 * @param value anything, not yet compared with the schema
 */
export function mapTexts(schema: object, value: unknown, change: (text: string, schema: Schema) => string): unknown {
  const { properties, items } = schema as Schema
  if (typeof value === 'string') return change(value, schema as Schema)
  if (items && Array.isArray(value)) return value.map(item => mapTexts(items, item, change))
  if (!properties || typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const members = Object.entries(value).map(([name, member]) => {
    const declared = Object.hasOwn(properties, name) ? properties[name] : undefined
    return [name, declared ? mapTexts(declared, member, change) : member]
  })
  return Object.fromEntries(members)
}
