import { bodyMediaTypeOf, type Endpoint, endpoints, type Schema } from '@palisade/contracts'
import { isFreeText, sampleOf, token } from './schema-samples.ts'

export type Request = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Where a text can stand in a request. Places of one kind are declared alike, such as two ids. */
export type Place = {
  readonly kind: string
  readonly name: string
  readonly endpoint: string
  /** What the contracts declare of it; a header that goes to every endpoint is not declared. */
  readonly schema?: Schema
  /** Undefined where the text cannot stand in that place. Without a text: a request that is good. */
  readonly write: (text?: string) => Request | undefined
}

type Spelling = { readonly name: string; readonly spell: (text: string) => string }

/** How a client, or who would slip past a filter, writes a text into an address; the first is what browsers write. */
const addressSpellings: readonly Spelling[] = [
  { name: '', spell: encodeURIComponent },
  { name: ', each byte encoded', spell: text => Buffer.from(text).toString('hex').replace(/../g, '%$&') },
  { name: ', encoded twice', spell: text => encodeURIComponent(encodeURIComponent(text)) },
]

const jsonSpellings: readonly Spelling[] = [
  { name: '', spell: text => JSON.stringify(text) },
  { name: ', in escapes', spell: text => `"${[...text].flatMap(toEscapes).join('')}"` },
]

/** Every place of every declared request that reaches the API. */
export function findPlaces(passedHeaders: readonly string[]): Place[] {
  const declared: readonly Endpoint[] = Object.values(endpoints)
  return [
    ...declared.flatMap(endpoint => [...pathPlaces(endpoint), ...queryPlaces(endpoint), ...bodyPlaces(endpoint)]),
    ...passedHeaders.map(headerPlace),
  ]
}

/** A request to the endpoint in which all that is declared is given, and good. */
function goodRequest(endpoint: Endpoint): Request {
  const { method, path, request } = endpoint
  const params = sampleOf((request.params ?? { properties: {} }) as Schema) as Record<string, string>
  const body = request.body && writeBody(endpoint, sampleOf(request.body as Schema))
  return {
    method,
    path: path.replace(/\{(\w+)\}/g, (_, name) => params[name] ?? ''),
    headers: {
      host: 'localhost',
      accept: 'application/json',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': bodyMediaTypeOf(endpoint) }),
    },
    ...(body !== undefined && { body }),
  }
}

function writeBody({ oauth }: Endpoint, value: unknown): string {
  return oauth ? new URLSearchParams(value as Record<string, string>).toString() : JSON.stringify(value)
}

function pathPlaces(endpoint: Endpoint): Place[] {
  const good = goodRequest(endpoint)
  return Object.entries((endpoint.request.params?.properties ?? {}) as Record<string, Schema>).map(([name, schema]) => {
    const sample = String(sampleOf(schema))
    const write = (text = sample) => ({ ...good, path: good.path.replace(sample, () => encodeURIComponent(text)) })
    return { kind: `path ${JSON.stringify(schema)}`, name: `path ${name}`, endpoint: endpoint.id, schema, write }
  })
}

function queryPlaces(endpoint: Endpoint): Place[] {
  const good = goodRequest(endpoint)
  const properties = Object.entries((endpoint.request.query?.properties ?? {}) as Record<string, Schema>)
  return properties.flatMap(([name, schema]) =>
    spellingsFor(schema, addressSpellings).map(({ name: spelled, spell }) => ({
      kind: `query ${JSON.stringify(schema)}${spelled}`,
      name: `query ${name}${spelled}`,
      endpoint: endpoint.id,
      schema,
      write: (text = String(sampleOf(schema))) => ({ ...good, path: `${good.path}?${name}=${spell(text)}` }),
    })),
  )
}

/** Of which the edge hands on the name, and nothing behind a colon. */
const host: Schema = { type: 'string', pattern: '^[A-Za-z0-9._-]+(?::|$)' }

function headerPlace(name: string): Place {
  const declared: readonly Endpoint[] = Object.values(endpoints)
  const endpoint = declared.find(candidate => reads(candidate, name)) ?? endpoints['orders.list']
  const good = name.startsWith('access-control-') ? preflight(endpoint) : goodRequest(endpoint)
  const write = (text?: string) => {
    if (text === undefined) return good
    // Such a field cannot be sent (RFC 9110 section 5.5).
    if (/\p{Cc}/u.test(text)) return undefined
    const value = Buffer.from(name === 'cookie' ? `__Host-refresh_token=${text}` : text).toString('latin1')
    return { ...good, headers: { ...good.headers, [name]: value.trim() } }
  }
  return {
    kind: `header ${name}`,
    name: `header ${name}`,
    endpoint: endpoint.id,
    write,
    ...(name === 'host' && { schema: host }),
  }
}

/** From a page that may be a tenant's own: the edge knows no such origin, and asks the API. */
function preflight({ path, method }: Endpoint): Request {
  const asked = { 'access-control-request-method': method, 'access-control-request-headers': 'authorization' }
  return { method: 'OPTIONS', path, headers: { host: 'localhost', origin: 'https://shop.tenant.example', ...asked } }
}

/** Fields that one endpoint alone gets; all others go to every endpoint. */
function reads({ access, request }: Endpoint, header: string): boolean {
  if (header === 'cookie') return access === 'refresh-token'
  if (header === 'content-type') return request.body !== undefined
  return header in (request.headers?.properties ?? {})
}

function bodyPlaces(endpoint: Endpoint): Place[] {
  const schema = endpoint.request.body as Schema | undefined
  if (!schema) return []
  const good = goodRequest(endpoint)
  const leaves = findLeaves(schema, [])
    // Passwords may hold anything, and are hashed: nothing inspects them. Secrets with a pattern are held against it.
    .filter(leaf => leaf.schema['x-kind'] !== 'secret' || leaf.schema.pattern !== undefined)
    .flatMap(leaf =>
      spellingsFor(leaf.schema, endpoint.oauth ? addressSpellings : jsonSpellings).map(({ name, spell }) => ({
        ...leaf,
        spelled: name,
        spell,
      })),
    )
    .map(({ schema: own, path, spelled, spell }): Place => {
      const marked = writeBody(endpoint, replaceAt(sampleOf(schema), path, MARK))
      const mark = endpoint.oauth ? MARK : JSON.stringify(MARK)
      const write = (text?: string) =>
        text === undefined ? good : { ...good, body: marked.replace(mark, () => spell(text)) }
      const name = `body ${path.join('.')}${spelled}`
      return { kind: `body ${JSON.stringify(own)}${spelled}`, name, endpoint: endpoint.id, schema: own, write }
    })
  const withKey = (text?: string) =>
    text === undefined ? good : { ...good, body: writeBody(endpoint, { ...(sampleOf(schema) as object), [text]: 1 }) }
  return [...leaves, { kind: 'body key', name: 'body key', endpoint: endpoint.id, write: withKey }]
}

/** No form encodes it. */
const MARK = 'the-text'

type Leaf = { readonly schema: Schema; readonly path: readonly (string | number)[] }

function findLeaves(schema: Schema, path: Leaf['path']): Leaf[] {
  if (schema.items) return findLeaves(schema.items, [...path, 0])
  if (!schema.properties) return [{ schema, path }]
  return Object.entries(schema.properties).flatMap(([name, own]) => findLeaves(own, [...path, name]))
}

function replaceAt(value: unknown, [step, ...rest]: Leaf['path'], text: string): unknown {
  if (step === undefined) return text
  if (Array.isArray(value)) return value.with(Number(step), replaceAt(value[Number(step)], rest, text))
  const object = value as Record<string, unknown>
  return { ...object, [step]: replaceAt(object[step], rest, text) }
}

function spellingsFor(schema: Schema, spellings: readonly Spelling[]): readonly Spelling[] {
  return isFreeText(schema) ? spellings : spellings.slice(0, 1)
}

/** A character as JSON may write it just as well: code units of UTF-16 in hex. */
function toEscapes(character: string): string[] {
  return character.split('').map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
