/** JSON Schema, as far as the contracts use it. */
export type Schema = {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
  readonly pattern?: string
  readonly 'x-kind'?: string
  readonly items?: Schema
  readonly required?: readonly string[]
  readonly properties?: { readonly [name: string]: Schema }
}

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: Schema
}

type Content = { readonly [mediaType: string]: { readonly schema: Schema; readonly example?: unknown } }

export type Response = {
  readonly description: string
  readonly headers?: { readonly [name: string]: { readonly description?: string } }
  readonly content?: Content
}

export type Operation = {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly security: readonly { readonly [scheme: string]: readonly string[] }[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: { readonly [status: string]: Response }
}

export type Tag = { readonly name: string; readonly description: string; readonly operations: readonly Operation[] }

export type Reference = {
  readonly title: string
  readonly version: string
  readonly tags: readonly Tag[]
  readonly scopes: { readonly [scope: string]: string }
  readonly schemas: { readonly [name: string]: Schema }
}

type Ref = { readonly $ref: string }
type Named<T> = { readonly [name: string]: T }
type WrittenResponse = Omit<Response, 'headers'> & { readonly headers?: Named<Ref> }
type WrittenOperation = Omit<Operation, 'method' | 'path' | 'responses'> & {
  readonly responses: Named<WrittenResponse | Ref>
}

type Document = {
  readonly info: { readonly title: string; readonly version: string }
  readonly tags: readonly Omit<Tag, 'operations'>[]
  readonly paths: Named<Named<WrittenOperation>>
  readonly 'x-scopes': Reference['scopes']
  readonly components: {
    readonly schemas: Reference['schemas']
    readonly responses: Named<WrittenResponse>
    readonly headers: Named<{ readonly description?: string }>
  }
}

/** Reads the OpenAPI document of this API: operations by tag, with the responses and headers that they refer to. */
export function readReference(json: unknown): Reference {
  const { info, tags, paths, components, 'x-scopes': scopes } = json as Document
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      responses: mapValues(operation.responses, response => resolveResponse(response, components)),
    })),
  )
  return {
    ...info,
    scopes,
    schemas: components.schemas,
    tags: tags.map(tag => ({ ...tag, operations: operations.filter(operation => operation.tags.includes(tag.name)) })),
  }
}

function resolveResponse(response: WrittenResponse | Ref, components: Document['components']): Response {
  const { headers = {}, ...rest } = '$ref' in response ? find(components.responses, response) : response
  return { ...rest, headers: mapValues(headers, header => find(components.headers, header)) }
}

/** @throws Error when the document has nothing of that name */
function find<T>(components: Named<T>, { $ref }: Ref): T {
  const found = components[nameOf($ref)]
  if (!found) throw new Error(`the OpenAPI document lacks ${$ref}`)
  return found
}

/** `Order` of `#/components/schemas/Order`. */
export function nameOf($ref: string): string {
  return $ref.slice($ref.lastIndexOf('/') + 1)
}

function mapValues<T, U>(object: Named<T>, map: (value: T) => U): Named<U> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]))
}
