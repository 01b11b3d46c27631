import type { Endpoint } from './endpoint.ts'
import { type EndpointId, endpoints, type RequestOf, type ResponseOf } from './endpoints/index.ts'
import type { Problem } from './problems.ts'
import { bodyMediaTypeOf } from './request-form.ts'

export type ClientOptions = {
  /** Origin of the API without a trailing slash; empty for the page's own origin. */
  baseUrl?: string
  fetch?: typeof globalThis.fetch
  /** Sent as `Authorization: Bearer`; asked for on each call, so that a refreshed token is used at once. */
  accessToken?: () => string | undefined
}

export type Result<Id extends EndpointId> =
  | { ok: true; status: number; data: ResponseOf<Id>; headers: Headers }
  | { ok: false; status: number; problem: Problem; headers: Headers }

export type Client = <Id extends EndpointId>(
  id: Id,
  request?: Partial<RequestOf<Id>>,
  init?: { signal?: AbortSignal },
) => Promise<Result<Id>>

type Parts = { params?: object; query?: object; headers?: object; body?: unknown; file?: Blob }

/**
 * Calls endpoints by id with typed requests and answers. A problem is a result, not an exception.
 * @throws TypeError when the network fails, as `fetch` does.
 */
export function createClient({ baseUrl = '', fetch = globalThis.fetch, accessToken }: ClientOptions = {}): Client {
  return async (id, request = {}, init = {}) => {
    const parts = request as Parts
    const endpoint: Endpoint = endpoints[id]
    const { method, path } = endpoint
    const headers = new Headers(parts.headers as Record<string, string> | undefined)
    const token = accessToken?.()
    if (token) headers.set('authorization', `Bearer ${token}`)
    if (parts.file) headers.set('content-type', parts.file.type)
    if (parts.body !== undefined) headers.set('content-type', bodyMediaTypeOf(endpoint))

    const response = await fetch(baseUrl + fillPath(path, parts.params) + toQuery(parts.query), {
      method,
      headers,
      // The refresh token's cookie, on whichever host of this site the API is.
      credentials: 'include',
      ...(parts.file && { body: parts.file }),
      ...(parts.body !== undefined && { body: write(parts.body, endpoint) }),
      ...(init.signal && { signal: init.signal }),
    })
    const { ok, status } = response
    if (!ok) return { ok: false, status, problem: await readProblem(response), headers: response.headers }
    const data = (await readData(response)) as ResponseOf<typeof id>
    return { ok: true, status, data, headers: response.headers }
  }
}

function write(body: unknown, { oauth }: Endpoint): string {
  return oauth ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body)
}

function fillPath(path: string, params: object = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)[name])),
  )
}

function toQuery(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : ''
}

async function readData(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? 'application/json'
  if (!type.startsWith('application/json')) return response.blob()
  // 202 and 204 have no body.
  const text = await response.text()
  return text === '' ? undefined : JSON.parse(text)
}

async function readProblem(response: Response): Promise<Problem> {
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
    return (await response.json()) as Problem
  }
  return {
    type: 'about:blank',
    title: response.statusText || 'The server did not answer as expected',
    status: response.status,
    code: 'unavailable',
    requestId: response.headers.get('x-request-id') ?? 'unknown',
  }
}
