import type { CorsTable } from './cors-table.ts'
import type { CorsDecision, CorsRequest } from './decision.ts'

// Browsers send a sorted list of names. No page needs this much, and the list is split before any limit counts it.
const MAX_REQUEST_HEADERS_CHARS = 1024

/** The ready decisions of one allowed origin. They never change, so that a request costs no allocation. */
export type Grant = { readonly actual: CorsDecision; readonly preflightHeaders: Readonly<Record<string, string>> }

/** What the policy says to an origin that it allows. */
export function createGrant(origin: string, table: CorsTable): Grant {
  // Never `*`: the origin itself, with Vary, is right with and without credentials (Fetch section 3.3.4).
  const shared: Record<string, string> = { 'access-control-allow-origin': origin }
  if (table.credentials) shared['access-control-allow-credentials'] = 'true'
  const actual: Record<string, string> = { ...shared, vary: table.vary.any }
  if (table.exposedHeaders.length > 0) actual['access-control-expose-headers'] = table.exposedHeaders.join(', ')
  const preflight: Record<string, string> = {
    ...shared,
    'access-control-max-age': String(table.maxAgeSeconds),
    vary: table.vary.options,
  }
  if (table.allowedHeaders.length > 0) preflight['access-control-allow-headers'] = table.allowedHeaders.join(', ')
  return Object.freeze({
    actual: Object.freeze({ kind: 'allowed', headers: Object.freeze(actual) }),
    preflightHeaders: Object.freeze(preflight),
  })
}

/** Builds the function that judges preflights of allowed origins (Fetch section 4.8, "CORS-preflight fetch"). */
export function createPreflightCheck(table: CorsTable): (request: CorsRequest, grant: Grant) => CorsDecision {
  const allowedHeaders = new Set(table.allowedHeaders.map(name => name.toLowerCase()))
  const vary = Object.freeze({ vary: table.vary.options })
  const refusedMethod: CorsDecision = Object.freeze({ kind: 'refused', reason: 'method', headers: vary })
  const refusedHeader: CorsDecision = Object.freeze({ kind: 'refused', reason: 'header', headers: vary })

  return (request, grant) => {
    const methods = methodsFor(request.allowedMethods, table.methods)
    // Methods are case-sensitive: a browser sends `patch` as it is, and the server does not know it.
    if (!methods.includes(request.requestMethod ?? '')) return refusedMethod
    if (!namesOnly(request.requestHeaders ?? '', allowedHeaders)) return refusedHeader
    const headers: Record<string, string> = {
      ...grant.preflightHeaders,
      'access-control-allow-methods': methods.join(', '),
    }
    return { kind: 'preflight', headers }
  }
}

function methodsFor(pathMethods: readonly string[] | undefined, methods: readonly string[]): readonly string[] {
  return pathMethods === undefined ? methods : methods.filter(method => pathMethods.includes(method))
}

function namesOnly(list: string, allowed: ReadonlySet<string>): boolean {
  if (list === '') return true
  if (list.length > MAX_REQUEST_HEADERS_CHARS) return false
  return list.split(',').every(name => allowed.has(name.trim().toLowerCase()))
}
