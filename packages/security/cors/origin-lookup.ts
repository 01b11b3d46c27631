import { createBoundedMap } from '../bounded-map.ts'
import type { CorsUndecided } from './decision.ts'
import type { CorsOptions } from './options.ts'

/** `unknown-origin` is an answer and is kept; the others hold for the moment only, and are not. */
export type LookupRefusal = 'unknown-origin' | CorsUndecided

export type OriginLookup<Grant> = {
  /** What is known already, without asking anyone. */
  recall(origin: string, host: string | undefined): Grant | LookupRefusal | undefined
  /** Asks the resolver. Only for well-formed origins. */
  ask(origin: string, host: string | undefined, client?: string): LookupRefusal | Promise<Grant | LookupRefusal>
  invalidate(origin: string): void
  invalidateAll(): void
}

/**
 * Asks the resolver about origins and keeps its answers, yes as the grant that follows from it.
 *
 * A flood of invented origins can neither pile up lookups (they are capped, each client has a budget, and equal ones are
 * shared) nor push out the tenants that exist (grants and refusals are kept apart).
 */
export function createOriginLookup<Grant extends object>(
  resolve: NonNullable<CorsOptions['resolveOrigin']>,
  grant: (origin: string) => Grant,
  options: Pick<CorsOptions, 'cacheSize' | 'cacheForMs' | 'maxPendingLookups' | 'lookupsPerClient' | 'now'>,
): OriginLookup<Grant> {
  const { cacheSize = 10_000, cacheForMs = 60_000, maxPendingLookups = 64, lookupsPerClient, now = Date.now } = options
  const granted = createBoundedMap<Grant>(cacheSize)
  const unknown = createBoundedMap<'unknown-origin'>(cacheSize)
  const pending = new Map<string, Promise<Grant | LookupRefusal>>()
  const pendingOf = new Map<string, number>()

  async function resolved(origin: string, host: string | undefined): Promise<Grant | LookupRefusal> {
    try {
      // Only `true` opens the door, whatever an untyped resolver returns.
      return (await resolve(origin, host)) === true ? grant(origin) : 'unknown-origin'
    } catch {
      return 'lookup-failed'
    }
  }

  function keep(key: string, answer: Grant | LookupRefusal): void {
    const untilMs = now() + cacheForMs
    if (answer === 'unknown-origin') unknown.set(key, answer, untilMs)
    else if (typeof answer !== 'string') granted.set(key, answer, untilMs)
  }

  function startLookup(key: string, origin: string, host: string | undefined): Promise<Grant | LookupRefusal> {
    const lookup = resolved(origin, host).then(answer => {
      // An invalidation took this lookup off the list: its answer may be older than the change, and is not kept.
      if (pending.get(key) === lookup) {
        pending.delete(key)
        keep(key, answer)
      }
      return answer
    })
    pending.set(key, lookup)
    return lookup
  }

  return {
    recall(origin, host) {
      const key = keyOf(origin, host)
      const nowMs = now()
      return granted.get(key, nowMs) ?? unknown.get(key, nowMs)
    },
    ask(origin, host, client = '') {
      const key = keyOf(origin, host)
      const lookup = pending.get(key)
      if (lookup !== undefined) return lookup
      if (pending.size >= maxPendingLookups) return 'lookups-busy'
      if (lookupsPerClient === undefined) return startLookup(key, origin, host)
      const { budget, atOnce } = lookupsPerClient
      // A client that asks for many at once is refused itself: it must not make the lookups busy for others.
      const own = pendingOf.get(client) ?? 0
      if (own >= atOnce || !budget.take(client)) return 'budget-spent'
      pendingOf.set(client, own + 1)
      return startLookup(key, origin, host).then(answer => {
        const left = (pendingOf.get(client) ?? 1) - 1
        if (left > 0) pendingOf.set(client, left)
        else pendingOf.delete(client)
        if (answer !== 'unknown-origin') budget.giveBack(client)
        return answer
      })
    },
    invalidate(origin) {
      const prefix = `${origin} `
      granted.deleteStartingWith(prefix)
      unknown.deleteStartingWith(prefix)
      for (const key of pending.keys()) if (key.startsWith(prefix)) pending.delete(key)
    },
    invalidateAll() {
      granted.clear()
      unknown.clear()
      pending.clear()
    },
  }
}

/** An origin holds no space, so that no two pairs share a key. */
function keyOf(origin: string, host: string | undefined): string {
  return `${origin} ${host ?? ''}`
}
