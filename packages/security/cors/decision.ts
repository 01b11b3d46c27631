import type { OriginFault } from './cors-origin.ts'

/** The fields of a request that CORS depends on, as they came. */
export type CorsRequest = {
  method: string
  origin: string | undefined
  /** Access-Control-Request-Method and -Headers. */
  requestMethod?: string | undefined
  requestHeaders?: string | undefined
  /** The methods of this path, from the contracts. A preflight gets no others. */
  allowedMethods?: readonly string[] | undefined
  /** The caller, such as an address: lookups are charged to it. */
  client?: string | undefined
}

export type CorsRefusal = OriginFault | 'unknown-origin' | 'method' | 'header'

/** Why the decision is not possible now. `budget-spent` is caused by the caller. */
export type CorsUndecided = 'lookup-failed' | 'lookups-busy' | 'budget-spent'

export type CorsHeaders = Readonly<Record<string, string>>

/** Send the headers with every response: pages have to be able to read 401, 403, 413, 429 and 5xx too. */
export type CorsDecision =
  | { readonly kind: 'same-or-none'; readonly headers: CorsHeaders }
  | { readonly kind: 'allowed'; readonly headers: CorsHeaders }
  /** Answer 204 with these headers, and stop. */
  | { readonly kind: 'preflight'; readonly headers: CorsHeaders }
  | { readonly kind: 'refused'; readonly reason: CorsRefusal; readonly headers: CorsHeaders }
  /** Answer 429 for `budget-spent` and 503 otherwise, with Retry-After. Never 403: the origin may be allowed. */
  | { readonly kind: 'undecided'; readonly reason: CorsUndecided; readonly headers: CorsHeaders }
