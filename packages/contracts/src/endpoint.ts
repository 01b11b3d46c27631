import { type TObject, type TSchema, Type } from 'typebox'
import type { Audited } from './audit-events.ts'
import type { CookieName } from './credentials.ts'
import { IdempotencyKey, IfMatch } from './endpoints/schemas.ts'
import type { LimitClass } from './limits.ts'
import type { HeaderName } from './openapi/headers.ts'
import type { ProblemCode } from './problems.ts'
import { bodyMediaTypeOf } from './request-form.ts'
import { isFile } from './schema.ts'
import { adminScopes, type Scope } from './scopes.ts'

/** The prefix of the API's paths. Only a few documents, health checks and the pages of the SPA are elsewhere. */
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

/** The input of `declare`, which adds what follows from it. */
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
  /** The cookies that it reads. The edge forwards no others. */
  readonly cookies?: readonly CookieName[]
  /**
   * Accepts an `Idempotency-Key`: the same key and body within 24 hours get the first response again. The handler runs in
   * one transaction, which also stores the key.
   */
  readonly idempotent?: true
  /** Requires `If-Match`. The handler calls `requireVersion` with the version that it found (RFC 9110 section 13.1.1). */
  readonly ifMatch?: true
  /** Sends the `version` of the response body as its `ETag` (RFC 9110 section 8.8.3). */
  readonly etag?: true
  /**
   * The body is a file of one of these types. The API stores it while it is received, and the edge passes it on: neither
   * holds it in memory. A job reads it. The response has the `id` of the upload where the handler keeps it.
   */
  readonly upload?: readonly string[]
  /** The file is small: the handler gets its bytes, and nothing stores or checks them before. */
  readonly inMemory?: true
  /** Sends `Location`: this path and the `id` of the response body. */
  readonly location?: true
  /** Unless the method is GET: the events of the audit trail that it may write, or why it writes none. */
  readonly audit?: Audited
  /** Stays open while the tenant waits to be erased and all other endpoints are closed. */
  readonly whileDeleting?: true
  /** Served only on the host of administrators, if the architecture has one. Admin scopes imply it. */
  readonly adminHost?: true
  /** Served at the issuer of the tokens as well, where that is the host of the pages and another one has the API. */
  readonly atIssuer?: true
  /** Speaks OAuth 2.0: its body is a form, and its problems are errors of RFC 6749 section 5.2 as well. */
  readonly oauth?: true
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
 * edge configuration are generated from it. An endpoint that is not declared cannot be called.
 */
export type Endpoint = Declaration & {
  readonly request: { readonly headers?: TObject }
  /** Headers of a successful answer, beside those that every answer has. */
  readonly responseHeaders: readonly HeaderName[]
  /** The problems of this endpoint, besides those that any endpoint can return. */
  readonly problems: readonly ProblemCode[]
}

/** The scope that the endpoint requires, where it is one that controls access. */
export function adminScopeOf({ access }: Pick<Endpoint, 'access'>): Scope | undefined {
  return typeof access === 'object' && adminScopes.includes(access.scope) ? access.scope : undefined
}

/** Whether the endpoint is for administrators: they may have a host of their own, or call only from certain networks. */
export function isForAdministrators(endpoint: Pick<Endpoint, 'access' | 'adminHost'>): boolean {
  return endpoint.adminHost === true || adminScopeOf(endpoint) !== undefined
}

/** The media types of an endpoint's body; none where it takes no body. */
export function bodyTypesOf(endpoint: Pick<Endpoint, 'maxBodyBytes' | 'upload' | 'oauth'>): readonly string[] {
  if (endpoint.upload) return endpoint.upload
  return endpoint.maxBodyBytes > 0 ? [bodyMediaTypeOf(endpoint)] : []
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

/** An endpoint with another method than GET declares what it writes to the audit trail. */
type AuditOf<D extends Declaration> = D['method'] extends 'GET' ? { audit?: never } : { audit: Audited }

/**
 * Declares an endpoint: adds the headers and problems that follow from the declaration, and keeps its literal types, so
 * that handlers and client are typed by it.
 */
export function declare<const D extends Declaration>(declaration: D & AuditOf<D>): Declared<D> {
  const { idempotent, ifMatch, etag, location, request, responses }: Declaration = declaration
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
      ...(Object.values(responses).some(schema => schema && isFile(schema)) ? (['Content-Disposition'] as const) : []),
    ],
    problems: [...new Set([...derivedProblems(declaration, hasHeaders), ...(declaration.problems ?? [])])],
  }
}

function derivedProblems(
  { access, request, idempotent, ifMatch, upload }: Declaration,
  hasHeaders: boolean,
): ProblemCode[] {
  const codes: ProblemCode[] = []
  // Endpoints of a person, such as sessions, require no scope, so an API key cannot call them.
  if (typeof access === 'object' || access === 'signed-in') {
    codes.push('unauthenticated', 'invalid-token', 'insufficient-scope')
  }
  if (adminScopeOf({ access })) codes.push('stronger-sign-in-required')
  if (request.params || request.query || request.body || upload || hasHeaders) codes.push('validation-failed')
  if (request.body || upload) codes.push('body-too-large', 'unsupported-media-type')
  if (idempotent) codes.push('idempotency-in-flight', 'idempotency-mismatch')
  if (ifMatch) codes.push('precondition-failed', 'precondition-required')
  return codes
}
