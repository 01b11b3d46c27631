import Type, { type TObject, type TSchema } from 'typebox'
import type { CookieName } from './credentials.ts'
import { IdempotencyKey, IfMatch } from './endpoints/schemas.ts'
import type { LimitClass } from './limits.ts'
import type { HeaderName } from './openapi/headers.ts'
import type { ProblemCode } from './problems.ts'
import { adminScopes, type Scope } from './scopes.ts'

/** Below this path everything is the API's. Beside it are a few documents and health checks, and the pages of the SPA. */
export const apiPath = '/api'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** The methods that an endpoint answers. HEAD is answered as GET, without a body (RFC 9110 section 9.3.2). */
export function answeredMethods({ method }: Pick<Endpoint, 'method'>): readonly (Method | 'HEAD')[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}

/** Who may call: anyone, a client with a refresh token, any signed-in user, or a user whose token satisfies the rule. */
export type Access = 'public' | 'refresh-token' | 'signed-in' | TokenRule

/** What a valid token must also have; scopes.ts says which scopes require a second factor as well. */
export type TokenRule = { readonly scope: Scope }

/** What a person writes to declare one endpoint. `declare` adds what follows from it. */
export type Declaration = {
  readonly id: string
  readonly method: Method
  /** `{name}` stands for a path parameter, declared in `request.params`. */
  readonly path: `/${string}`
  readonly summary: string
  readonly access: Access
  readonly limit: LimitClass
  /** The largest request body in bytes; 0 where no body is accepted. */
  readonly maxBodyBytes: number
  /** Whether a browser may call it from another origin on the list in cors.ts. */
  readonly crossOrigin: boolean
  /** The cookie that it reads. Endpoints without one are sent none. */
  readonly cookie?: CookieName
  /**
   * Accepts an `Idempotency-Key`: the same key and body within 24 hours get the first response again. The handler runs in
   * one transaction, which also stores the key.
   */
  readonly idempotent?: true
  /** Requires `If-Match`. The handler calls `requireVersion` with the version that it found (RFC 9110 section 13.1.1). */
  readonly ifMatch?: true
  /** Sends the `version` of the response body as its `ETag` (RFC 9110 section 8.8.3). */
  readonly etag?: true
  /** Sends `Location`: this path and the `id` of the response body. */
  readonly location?: true
  readonly request: {
    readonly params?: TObject
    readonly query?: TObject
    readonly body?: TObject
  }
  /** By status; `null` is an answer without a body. */
  readonly responses: { readonly [status: number]: TSchema | null }
  /** Problems specific to this endpoint. `declare` adds those of its access, body, parameters and headers. */
  readonly problems?: readonly ProblemCode[]
}

/**
 * One endpoint of the API, declared once. The API's checks, the OpenAPI document, the typed client and the
 * edge configuration are made from it. An endpoint that is not declared cannot be called.
 */
export type Endpoint = Declaration & {
  readonly request: { readonly headers?: TObject }
  /** Headers of a successful answer, beside those that every answer has. */
  readonly responseHeaders: readonly HeaderName[]
  /** What it can answer beside the problems that any endpoint can. */
  readonly problems: readonly ProblemCode[]
}

type NoHeaders = Record<never, never>

type HeadersOf<D extends Declaration> = (D extends { idempotent: true }
  ? (typeof IdempotencyKey)['properties']
  : NoHeaders) &
  (D extends { ifMatch: true } ? (typeof IfMatch)['properties'] : NoHeaders)

type RequestParts<D extends Declaration> = D['request'] &
  (D extends { idempotent: true } | { ifMatch: true } ? { readonly headers: TObject<HeadersOf<D>> } : unknown)

type Declared<D extends Declaration> = Omit<D, 'request' | 'problems'> & {
  readonly request: RequestParts<D>
  readonly responseHeaders: readonly HeaderName[]
  readonly problems: readonly ProblemCode[]
}

/**
 * Declares an endpoint: adds the headers and problems that follow from the declaration, and keeps its literal types, so
 * that handlers and client are typed by it.
 */
export function declare<const D extends Declaration>(declaration: D): Declared<D> {
  const { idempotent, ifMatch, etag, location, request }: Declaration = declaration
  const headers = { ...(idempotent && IdempotencyKey.properties), ...(ifMatch && IfMatch.properties) }
  const hasHeaders = Object.keys(headers).length > 0
  return {
    ...declaration,
    // The schema accepts other header fields: browsers and proxies add them.
    request: { ...request, ...(hasHeaders && { headers: Type.Object(headers) }) } as RequestParts<D>,
    responseHeaders: [
      ...(etag ? (['ETag'] as const) : []),
      ...(location ? (['Location'] as const) : []),
      ...(idempotent ? (['Idempotency-Replayed'] as const) : []),
    ],
    problems: [...new Set([...derivedProblems(declaration, hasHeaders), ...(declaration.problems ?? [])])],
  }
}

function derivedProblems({ access, request, idempotent, ifMatch }: Declaration, hasHeaders: boolean): ProblemCode[] {
  const codes: ProblemCode[] = []
  // An API key lacks the scope for what belongs to a person, such as sessions.
  if (typeof access === 'object' || access === 'signed-in') {
    codes.push('unauthenticated', 'invalid-token', 'insufficient-scope')
  }
  if (typeof access === 'object' && adminScopes.includes(access.scope)) codes.push('stronger-sign-in-required')
  if (request.params || request.query || request.body || hasHeaders) codes.push('validation-failed')
  if (request.body) codes.push('body-too-large', 'unsupported-media-type')
  if (idempotent) codes.push('idempotency-in-flight', 'idempotency-mismatch')
  if (ifMatch) codes.push('precondition-failed', 'precondition-required')
  return codes
}
