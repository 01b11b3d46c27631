import { createBoundedMap } from '../bounded-map.ts'
import type { CorsUndecided } from './decision.ts'
import { createGrantCache } from './grant-cache.ts'
import { createLookupSlots } from './lookup-slots.ts'
import type { CorsOptions } from './options.ts'

/** `unknown-origin` is a result, and is cached. The others are temporary, and are not cached. */
export type LookupRefusal = 'unknown-origin' | CorsUndecided

export type OriginLookup<Grant> = {
  /** The cached decision. Makes no lookup. */
  recall(origin: string): Grant | LookupRefusal | undefined
  /** The same, and looks an expired grant up again in the background. */
  use(origin: string): Grant | LookupRefusal | undefined
  /** Calls the resolver. Only for well-formed origins. */
  ask(origin: string, client?: string): LookupRefusal | Promise<Grant | LookupRefusal>
  invalidate(origin: string): void
  invalidateAll(): void
}

type Options = Pick<CorsOptions, 'cacheSize' | 'cacheForMs' | 'lookups' | 'now'>

const defaultLookups = {
  atOnce: { perClient: 64, together: 64 },
  waiting: { perClient: 64, together: 256, forMs: 1_000 },
} as const

/**
 * Looks origins up with the resolver, and caches grants and refusals.
 *
 * A flood of invented origins can neither cause many lookups (they are bounded, charged to the client that causes them, and
 * equal ones are shared) nor evict the origins of tenants (grants and refusals have separate caches).
 */
export function createOriginLookup<Grant extends object>(
  resolve: NonNullable<CorsOptions['resolveOrigin']>,
  grant: (origin: string) => Grant,
  { cacheSize = 10_000, cacheForMs = 60_000, lookups = defaultLookups, now = Date.now }: Options,
): OriginLookup<Grant> {
  const granted = createGrantCache<Grant>({ size: cacheSize, freshForMs: cacheForMs, now })
  const unknown = createBoundedMap<'unknown-origin'>(cacheSize)
  const slots = createLookupSlots(lookups)
  const running = new Map<string, Promise<Grant | LookupRefusal>>()
  /** By asker and origin: another client must not join a lookup that waits for the slot of a busy one. */
  const waiting = new Map<string, Promise<Grant | LookupRefusal>>()

  async function resolved(origin: string): Promise<Grant | LookupRefusal> {
    try {
      // Only `true` allows the origin, whatever an untyped resolver returns.
      return (await resolve(origin)) === true ? grant(origin) : 'unknown-origin'
    } catch {
      return 'lookup-failed'
    }
  }

  function keep(origin: string, answer: Grant | LookupRefusal): void {
    if (typeof answer !== 'string') granted.set(origin, answer)
    if (answer !== 'unknown-origin') return
    granted.delete(origin)
    unknown.set(origin, answer, now() + cacheForMs)
  }

  function start(origin: string): Promise<Grant | LookupRefusal> {
    const lookup = resolved(origin).then(answer => {
      // An invalidation took this lookup off the list: its answer may be older than the change, and is not kept.
      if (running.get(origin) === lookup) {
        running.delete(origin)
        keep(origin, answer)
      }
      return answer
    })
    running.set(origin, lookup)
    return lookup
  }

  function startInTurn(origin: string, asker: string): Promise<Grant | LookupRefusal> {
    const key = `${asker} ${origin}`
    const join = waiting.get(key)
    if (join) return join
    let hasStarted = false
    const lookup = slots
      .run(asker, () => {
        hasStarted = true
        waiting.delete(key)
        return running.get(origin) ?? start(origin)
      })
      .then(answer => {
        if (answer !== 'busy') return answer
        waiting.delete(key)
        return 'lookups-busy'
      })
    if (!hasStarted) waiting.set(key, lookup)
    return lookup
  }

  const recall = (origin: string) => granted.get(origin) ?? unknown.get(origin, now())

  return {
    recall,
    use(origin) {
      const known = recall(origin)
      // In a slot of the origin's own: it has one lookup at a time, for all callers.
      if (typeof known === 'object' && granted.isDue(origin)) void startInTurn(origin, origin)
      return known
    },
    ask(origin, client = '') {
      const lookup = running.get(origin)
      if (lookup !== undefined) return lookup
      if (granted.wasGranted(origin)) return startInTurn(origin, origin)
      if (waiting.has(`${client} ${origin}`) || (lookups.budget?.take(client) ?? true))
        return startInTurn(origin, client)
      return 'budget-spent'
    },
    invalidate(origin) {
      granted.expire(origin)
      unknown.delete(origin)
      running.delete(origin)
    },
    invalidateAll() {
      granted.expireAll()
      unknown.clear()
      running.clear()
    },
  }
}
