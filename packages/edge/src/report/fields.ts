import type { Endpoint } from '@palisade/contracts'
import { pathPattern } from '../nginx/routes.ts'

/** A field of a request that the contracts declare, or a header. */
export type Field = { readonly name: string; readonly target: string }

type Schema = { readonly properties?: Readonly<Record<string, Schema>>; readonly items?: Schema }

/** The endpoint that a line of the log is about; undefined where nobody declared it. */
export function findEndpoint(
  endpoints: readonly Endpoint[],
  request: { readonly method: string; readonly path: string },
): Endpoint | undefined {
  return endpoints.find(
    endpoint => endpoint.method === request.method && new RegExp(`^${pathPattern(endpoint)}$`).test(request.path),
  )
}

/**
 * The field that a variable of ModSecurity is, and how an exclusion names it; undefined for what nobody declared, and for
 * variables that hold more than one field: without those a rule would be blind.
 */
export function findField(endpoint: Endpoint, variable: string): Field | undefined {
  const [collection = '', key = ''] = splitOnce(variable)
  if (collection === 'ARGS' || collection === 'ARGS_GET') return argument(endpoint, key)
  const isHeader = collection === 'REQUEST_HEADERS' && /^[A-Za-z-]+$/.test(key)
  if (isHeader) return { name: `header ${key.toLowerCase()}`, target: `REQUEST_HEADERS:${key}` }
  return undefined
}

function argument({ request }: Endpoint, key: string): Field | undefined {
  if (Object.hasOwn(request.query?.properties ?? {}, key)) return { name: `query ${key}`, target: `ARGS:${key}` }
  const path = key.replace(/^json\./, '').replace(/\.array_\d+/g, '[]')
  if (!request.body || !bodyFields(request.body as Schema, '').includes(path)) return undefined
  const pattern = key.replaceAll('.', '\\.').replace(/array_\d+/g, 'array_\\d+')
  return { name: `body ${path}`, target: path.includes('[]') ? `ARGS:/^${pattern}$/` : `ARGS:${key}` }
}

/** `note`, `lines[].description`, `tenant.name`. */
function bodyFields(schema: Schema, path: string): string[] {
  if (schema.items) return bodyFields(schema.items, `${path}[]`)
  if (!schema.properties) return [path]
  return Object.entries(schema.properties).flatMap(([name, own]) => bodyFields(own, path ? `${path}.${name}` : name))
}

function splitOnce(variable: string): [string, string] {
  const colon = variable.indexOf(':')
  return colon < 0 ? [variable, ''] : [variable.slice(0, colon), variable.slice(colon + 1)]
}
