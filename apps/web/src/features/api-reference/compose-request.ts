import type { Operation, Parameter } from './reference.ts'

/** What the user has filled in: parameters by `in.name`, and the body as text. */
export type Values = { readonly parameters: { readonly [key: string]: string }; readonly body: string }

export type ComposedRequest = {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: string
  readonly needsToken: boolean
}

export function keyOf({ in: location, name }: Parameter): string {
  return `${location}.${name}`
}

/** The documented example of each value that the operation requires. */
export function exampleValues({ parameters, requestBody }: Operation): Values {
  const required = parameters.filter(parameter => parameter.required)
  const [type, { example = undefined } = {}] = Object.entries(requestBody?.content ?? {})[0] ?? []
  return {
    parameters: Object.fromEntries(required.map(parameter => [keyOf(parameter), exampleOf(parameter)])),
    body: example === undefined ? '' : writeExample(example, type),
  }
}

function writeExample(example: unknown, type = ''): string {
  return type.endsWith('json')
    ? JSON.stringify(example, null, 2)
    : new URLSearchParams(example as object as Record<string, string>).toString()
}

export function exampleOf({ schema }: Parameter): string {
  return String(schema.examples?.[0] ?? schema.enum?.[0] ?? '')
}

export function needsToken({ security }: Operation): boolean {
  return security.some(schemes => 'accessToken' in schemes)
}

/** Fills in path, query, headers and body. A parameter without a value is left out. */
export function composeRequest(operation: Operation, values: Values): ComposedRequest {
  const given = operation.parameters
    .map(parameter => ({ ...parameter, value: values.parameters[keyOf(parameter)] ?? '' }))
    .filter(({ value }) => value !== '')
  const pick = (location: Parameter['in']) =>
    given.filter(parameter => parameter.in === location).map(({ name, value }) => [name, value] as [string, string])
  const path = new Map(pick('path'))
  const query = new URLSearchParams(pick('query')).toString()
  const hasBody = operation.requestBody !== undefined && values.body !== ''
  return {
    method: operation.method,
    target:
      operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path.get(name) ?? '')) +
      (query && `?${query}`),
    headers: {
      ...Object.fromEntries(pick('header')),
      ...(hasBody && { 'content-type': Object.keys(operation.requestBody.content)[0] ?? '' }),
    },
    ...(hasBody && { body: values.body }),
    needsToken: needsToken(operation),
  }
}

/** The request as a command for a POSIX shell. The token comes from the variable `TOKEN`, so that no history keeps it. */
export function toCurl({ method, target, headers, body, needsToken }: ComposedRequest, origin: string): string {
  return [
    `curl ${method === 'GET' ? '' : `--request ${method} `}${quote(origin + target)}`,
    ...(needsToken ? ['--header "Authorization: Bearer $TOKEN"'] : []),
    ...Object.entries(headers).map(([name, value]) => `--header ${quote(`${name}: ${value}`)}`),
    // Not --data: that reads a file where the text begins with @.
    ...(body === undefined ? [] : [`--data-raw ${quote(body)}`]),
  ].join(' \\\n  ')
}

/** Nothing is special between single quotes, save the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
