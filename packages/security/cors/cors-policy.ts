import { originFault, virtualHostName } from './cors-origin.ts'
import { corsTable } from './cors-table.ts'
import type { CorsDecision, CorsHeaders, CorsRefusal, CorsRequest, CorsUndecided } from './decision.ts'
import { createGrant, createPreflightCheck, type Grant } from './grants.ts'
import type { CorsOptions } from './options.ts'
import { createOriginLookup } from './origin-lookup.ts'

export type CorsPolicy = {
  /** Decides at once, except the first time that an origin needs the resolver. Never throws, never rejects. */
  decide(request: CorsRequest): CorsDecision | Promise<CorsDecision>
  /** The headers of an answer that is given before the decision, such as a 429. Asks nobody: known origins can read it. */
  knownHeaders(request: CorsRequest): CorsHeaders
  /** Forgets what the resolver said of this origin. To be called on every node when a tenant's origins change. */
  invalidate(origin: string): void
  /** The same for all origins: this node may have missed a change. */
  invalidateAll(): void
}

/**
 * Makes the policy that decides on each request (Fetch section 3.3, "CORS protocol").
 *
 * @throws Error with a line for each unsafe option: wildcards, malformed origins, http or localhost in production
 */
export function createCorsPolicy(options: CorsOptions): CorsPolicy {
  const table = corsTable(options)
  const grant = (origin: string) => createGrant(origin, table)
  const grants = grantsByHost(table.origins, table.virtualHosts, grant)
  const lookup = options.resolveOrigin && createOriginLookup(options.resolveOrigin, grant, options)
  const checkPreflight = createPreflightCheck(table)
  const varyAny = Object.freeze({ vary: table.vary.any })
  const varyOptions = Object.freeze({ vary: table.vary.options })

  /** What every answer says. A refusal depends on the origin as well: a cache must not serve it to an allowed one. */
  const varyOf = (request: CorsRequest) => (request.method === 'OPTIONS' ? varyOptions : varyAny)

  function conclude(request: CorsRequest, answer: Found): CorsDecision {
    if (typeof answer === 'string') return { ...refusalOf(answer), headers: varyOf(request) }
    // An OPTIONS without a requested method is no preflight (Fetch section 3.3.2): the allow-list will judge it.
    const isPreflight = request.method === 'OPTIONS' && request.requestMethod !== undefined
    return isPreflight ? checkPreflight(request, answer) : answer.actual
  }

  /** Host chooses a list. It is never compared with Origin: under DNS rebinding the two agree. */
  const hostOf = ({ host }: CorsRequest) => (host === undefined ? undefined : virtualHostName(host))

  function findKnown(origin: string, request: CorsRequest): Found | undefined {
    const listed = (grants.hosts.size > 0 ? grants.of(hostOf(request)) : grants.byDefault).get(origin)
    return listed ?? lookup?.recall(origin, hostOf(request))
  }

  function findUnknown(origin: string, request: CorsRequest): Found | Promise<Found> {
    const fault = originFault(origin, options.production)
    if (fault !== undefined) return fault
    return lookup === undefined ? 'unknown-origin' : lookup.ask(origin, hostOf(request), request.client)
  }

  return {
    decide(request) {
      const { origin } = request
      // S105: without Origin this is no cross-origin request of a browser, and CORS has nothing to say.
      if (origin === undefined) return { kind: 'same-or-none', headers: varyOf(request) }
      const answer = findKnown(origin, request) ?? findUnknown(origin, request)
      return answer instanceof Promise ? answer.then(found => conclude(request, found)) : conclude(request, answer)
    },
    knownHeaders(request) {
      const known = request.origin === undefined ? undefined : findKnown(request.origin, request)
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

function grantsByHost(
  origins: readonly string[],
  virtualHosts: Readonly<Record<string, readonly string[]>>,
  grant: (origin: string) => Grant,
) {
  const grantAll = (list: readonly string[]) => new Map(list.map(origin => [origin, grant(origin)]))
  const byDefault = grantAll(origins)
  const hosts = new Map(Object.entries(virtualHosts).map(([host, list]) => [host, grantAll(list)]))
  return {
    byDefault,
    hosts,
    of: (host: string | undefined) => (host === undefined ? byDefault : (hosts.get(host) ?? byDefault)),
  }
}
