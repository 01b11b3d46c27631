type JsonObject = { [key: string]: unknown }

/** Collects what operations share: clients get one type for each titled schema, and the document stays small. */
export class Components {
  readonly schemas: { [title: string]: JsonObject } = {}
  readonly responses: { [name: string]: JsonObject } = {}

  /** Refers to an answer that many operations give. */
  referToResponse(name: string, response: JsonObject): JsonObject {
    this.responses[name] ??= response
    return { $ref: `#/components/responses/${name}` }
  }

  /**
   * Copies a JSON Schema with a `$ref` in place of each titled schema.
   *
   * @throws Error when two different schemas have the same title
   */
  refer(schema: object): JsonObject {
    const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, this.#copy(value)]))
    const { title } = copy
    if (typeof title !== 'string') return copy
    delete copy['title']
    const known = this.schemas[title]
    if (known && JSON.stringify(known) !== JSON.stringify(copy)) throw new Error(`two schemas have the title ${title}`)
    this.schemas[title] = copy
    return { $ref: `#/components/schemas/${title}` }
  }

  #copy(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(item => this.#copy(item))
    return typeof value === 'object' && value !== null ? this.refer(value) : value
  }
}
