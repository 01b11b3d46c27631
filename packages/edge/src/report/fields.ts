import type { Endpoint } from '@palisade/contracts'
import { pathPattern } from '../nginx/routes.ts'

/** What a rule has looked at, and how an exclusion names it. */
export type Field = { readonly name: string; readonly target: string }

/** The endpoint that a line of the log is about; undefined where nobody declared it. */
export function findEndpoint(
  endpoints: readonly Endpoint[],
  request: { readonly method: string; readonly path: string },
): Endpoint | undefined {
  return endpoints.find(
    endpoint => endpoint.method === request.method && new RegExp(`^${pathPattern(endpoint)}$`).test(request.path),
  )
}

/** All that an inspection request has (infra/shared/njs/request.js), by the names that ModSecurity gives to it. */
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['ARGS:line', { name: 'a line of text', target: 'ARGS:line' }],
  ['ARGS:text', { name: 'text of several lines', target: 'ARGS:text' }],
  ['REQUEST_HEADERS:User-Agent', { name: 'header user-agent', target: 'REQUEST_HEADERS:User-Agent' }],
])

/** The field that a variable of ModSecurity is; undefined for variables that hold more than one. */
export function findField(variable: string): Field | undefined {
  return FIELDS.get(variable)
}
