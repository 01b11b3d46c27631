import { requestIdPattern } from '../log-ids.ts'

type Header = { description: string; schema: object; required?: boolean; example?: string | number }

/** Every header that an answer explains itself with. `responseHeaders` of an endpoint names those of its success. */
export const responseHeaders = {
  'X-Request-Id': {
    description: 'The id of the request in the logs of every layer',
    required: true,
    schema: { type: 'string', pattern: `^${requestIdPattern}$` },
    example: '5f0c1a2b3c4d5e6f708192a3b4c5d6e7',
  },
  ETag: {
    description: 'The version of the resource. Send it as `If-Match` to change that version (RFC 9110 section 8.8.3)',
    required: true,
    schema: { type: 'string' },
    example: '"3"',
  },
  Location: {
    description: 'The path of the new resource (RFC 9110 section 10.2.2)',
    required: true,
    schema: { type: 'string' },
    example: '/api/orders/7d9f2c1e-3b5a-4c8d-9e0f-1a2b3c4d5e6f',
  },
  'Content-Disposition': {
    description: 'The name that the file is saved under (RFC 6266)',
    required: true,
    schema: { type: 'string' },
    example: 'attachment; filename="orders-2026-11-27.csv"',
  },
  'Idempotency-Replayed': {
    description: 'Present when the answer is that of an earlier request with the same `Idempotency-Key`',
    schema: { const: 'true' },
    example: 'true',
  },
  RateLimit: {
    description: 'What is left of the limit that is closest (draft-ietf-httpapi-ratelimit-headers)',
    schema: { type: 'string' },
    example: '"read-user";r=99;t=1',
  },
  'RateLimit-Policy': {
    description: 'The limits that apply (draft-ietf-httpapi-ratelimit-headers)',
    schema: { type: 'string' },
    example: '"read-user";q=100;w=10',
  },
  'Retry-After': {
    description: 'After how many seconds the same request may succeed (RFC 9110 section 10.2.3)',
    schema: { type: 'integer', minimum: 0 },
    example: 40,
  },
  'WWW-Authenticate': {
    description: 'What the API expects of the token (RFC 6750 section 3)',
    schema: { type: 'string' },
    example: 'Bearer realm="palisade", error="invalid_token"',
  },
  Allow: {
    description: 'The methods of this path (RFC 9110 section 10.2.1)',
    schema: { type: 'string' },
    example: 'GET, POST',
  },
} as const satisfies { [name: string]: Header }

export type HeaderName = keyof typeof responseHeaders

/** A layer that refuses a request before its limits are checked answers without the two of the limits. */
const ofEveryAnswer = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy'] as const

/** The headers of a successful answer. */
export function headersOfSuccess({ responseHeaders: own = [] }: { responseHeaders?: readonly HeaderName[] }): object {
  return refer([...ofEveryAnswer, ...own])
}

const ofStatus: { [status: number]: readonly HeaderName[] } = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
}

/** The headers of an error. */
export function headersOfProblem(status: number): object {
  return refer([...ofEveryAnswer, ...(ofStatus[status] ?? [])])
}

function refer(names: readonly HeaderName[]): object {
  return Object.fromEntries(names.map(name => [name, { $ref: `#/components/headers/${name}` }]))
}
