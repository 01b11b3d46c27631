import { createBoundedMap } from '../bounded-map.ts'

type Options = {
  /** Most origins. */
  size: number
  /** How long a grant is fresh. It is served for as long again while it is looked up once more. */
  freshForMs: number
  now: () => number
}

type Entry<Grant> = { readonly grant: Grant; readonly epoch: number; renewAtMs: number; servedUntilMs: number }

/** A renewal that fails is tried again after this time. */
const retryAfterMs = 1_000

/**
 * Grants by CORS origin. An entry outlives its grant: an origin that was allowed before is looked up without charging the caller,
 * so that no page can spend the budget that a visitor needs for a frontend of their tenant.
 */
export function createGrantCache<Grant>({ size, freshForMs, now }: Options) {
  const entries = createBoundedMap<Entry<Grant>>(size)
  let epoch = 0

  return {
    /** The grant while it may be served. */
    get(origin: string): Grant | undefined {
      const entry = entries.get(origin)
      return entry?.epoch === epoch && now() < entry.servedUntilMs ? entry.grant : undefined
    },
    /** Whether it is time to look the origin up again. Says so once for each attempt. */
    isDue(origin: string): boolean {
      const entry = entries.get(origin)
      if (!entry || now() < entry.renewAtMs) return false
      entry.renewAtMs = now() + retryAfterMs
      return true
    },
    wasGranted: (origin: string) => entries.get(origin) !== undefined,
    set(origin: string, grant: Grant): void {
      const renewAtMs = now() + freshForMs
      entries.set(origin, { grant, epoch, renewAtMs, servedUntilMs: renewAtMs + freshForMs })
    },
    delete: (origin: string) => entries.delete(origin),
    /** Serves this grant no longer. */
    expire(origin: string): void {
      const entry = entries.get(origin)
      if (entry) entry.servedUntilMs = Number.NEGATIVE_INFINITY
    },
    /** Serves none of the present grants any longer. */
    expireAll(): void {
      epoch += 1
    },
  }
}
