import type { TObject, TSchema } from 'typebox'
import type { CookieName } from './credentials.ts'
import type { LimitClass } from './limits.ts'
import type { HeaderName } from './openapi/headers.ts'
import type { ProblemCode } from './problems.ts'
import type { Scope } from './scopes.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** The methods that an endpoint answers. HEAD is answered as GET, without a body (RFC 9110 section 9.3.2). */
export function answeredMethods({ method }: Pick<Endpoint, 'method'>): readonly (Method | 'HEAD')[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}

/** Who may call: anyone, whoever holds a refresh token, any signed-in user, or a user whose token is good enough. */
export type Access = 'public' | 'refresh-token' | 'signed-in' | TokenRule

/** What is asked of a token beyond being valid; scopes.ts says which scopes ask for a second factor as well. */
export type TokenRule = { readonly scope: Scope }

/**
 * One endpoint of the API, declared once. The API's checks, the OpenAPI document, the typed client and the
 * edge configuration are made from it: what is not written here cannot be called.
 */
export type Endpoint = {
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
  readonly request: {
    readonly params?: TObject
    readonly query?: TObject
    readonly headers?: TObject
    readonly body?: TObject
  }
  /** Headers of a successful answer, beside those that every answer has. */
  readonly responseHeaders?: readonly HeaderName[]
  /** By status; `null` is an answer without a body. */
  readonly responses: { readonly [status: number]: TSchema | null }
  /** What it can answer beside the problems that any endpoint can. */
  readonly problems: readonly ProblemCode[]
}

/** Keeps the literal types of a declaration, so that handlers and client are typed by it. */
export function declare<const E extends Endpoint>(endpoint: E): E {
  return endpoint
}
