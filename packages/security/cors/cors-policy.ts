import { originFault } from './cors-origin.ts'
import { corsTable } from './cors-table.ts'
import type { CorsDecision, CorsHeaders, CorsRefusal, CorsRequest, CorsUndecided } from './decision.ts'
import { createGrant, createPreflightCheck, type Grant } from './grants.ts'
import type { CorsOptions } from './options.ts'
import { createOriginLookup } from './origin-lookup.ts'

export type CorsPolicy = {
  /** Decides at once, except the first time that an origin needs the resolver. Never throws, never rejects. */
  decide(request: CorsRequest): CorsDecision | Promise<CorsDecision>
  /** The headers of an answer that is given before the decision, such as a 429. Makes no lookup: known origins can read it. */
  knownHeaders(request: CorsRequest): CorsHeaders
  /** Removes this origin from the caches. Call it on every node when a tenant's origins change. */
  invalidate(origin: string): void
  /** The same for all origins: this node may have missed a change. */
  invalidateAll(): void
}

/**
 * Creates the policy that decides on each request (Fetch section 3.3, "CORS protocol").
 *
 * @throws Error with a line for each unsafe option: wildcards, malformed origins, http or localhost in production
 */
export function createCorsPolicy(options: CorsOptions): CorsPolicy {
  const table = corsTable(options)
  const grant = (origin: string) => createGrant(origin, table)
  const listed = new Map(table.origins.map(origin => [origin, grant(origin)]))
  const lookup = options.resolveOrigin && createOriginLookup(options.resolveOrigin, grant, options)
  const checkPreflight = createPreflightCheck(table)
  const varyAny = Object.freeze({ vary: table.vary.any })
  const varyOptions = Object.freeze({ vary: table.vary.options })

  /** The `Vary` of every response. A refusal depends on the origin too: a cache must not serve it to an allowed one. */
  const varyOf = (request: CorsRequest) => (request.method === 'OPTIONS' ? varyOptions : varyAny)

  function conclude(request: CorsRequest, answer: Found): CorsDecision {
    if (typeof answer === 'string') return { ...refusalOf(answer), headers: varyOf(request) }
    // An OPTIONS without a requested method is no preflight (Fetch section 3.3.2): the allow-list will judge it.
    const isPreflight = request.method === 'OPTIONS' && request.requestMethod !== undefined
    return isPreflight ? checkPreflight(request, answer) : answer.actual
  }

  function findUnknown(origin: string, client: string | undefined): Found | Promise<Found> {
    const fault = originFault(origin, options.production)
    if (fault !== undefined) return fault
    return lookup === undefined ? 'unknown-origin' : lookup.ask(origin, client)
  }

  return {
    decide(request) {
      const { origin, client } = request
      // S105: without Origin this is no cross-origin request of a browser, and CORS does not apply.
      if (origin === undefined) return { kind: 'same-or-none', headers: varyOf(request) }
      const answer = listed.get(origin) ?? lookup?.use(origin) ?? findUnknown(origin, client)
      return answer instanceof Promise ? answer.then(found => conclude(request, found)) : conclude(request, answer)
    },
    knownHeaders(request) {
      const { origin } = request
      const known = origin === undefined ? undefined : (listed.get(origin) ?? lookup?.recall(origin))
      return typeof known === 'object' ? known.actual.headers : varyOf(request)
    },
    invalidate(origin) {
      lookup?.invalidate(origin)
    },
    invalidateAll() {
      lookup?.invalidateAll()
    },
  }
}

type Found = Grant | CorsRefusal | CorsUndecided

const undecided: ReadonlySet<string> = new Set<CorsUndecided>(['lookup-failed', 'lookups-busy', 'budget-spent'])

function refusalOf(reason: CorsRefusal | CorsUndecided) {
  return undecided.has(reason)
    ? ({ kind: 'undecided', reason: reason as CorsUndecided } as const)
    : ({ kind: 'refused', reason: reason as CorsRefusal } as const)
}
