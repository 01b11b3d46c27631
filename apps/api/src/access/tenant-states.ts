import { type Tier, tiers } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { LRUCache } from 'lru-cache'

export type TenantState = {
  readonly tier: Tier
  readonly suspended: boolean
  /** Closed like a suspended tenant, because an owner has requested its deletion. */
  readonly deleting?: true
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by layer 50 where there is a principal. */
    tenant: TenantState | null
  }
}

type Options = {
  /** Reads the state from the database. */
  load: (tenantId: string) => Promise<TenantState>
  /** A background refresh failed: the cached state stays in use. */
  onError: (error: unknown, tenantId: string) => void
  /** The clock in milliseconds. Tests move it. */
  now?: () => number
}

export type TenantStates = ReturnType<typeof createTenantStates>

const mostTenants = 10_000
const freshForMs = 30_000
const retryAfterMs = 5_000

/**
 * Caches tier and state of the tenants that call, so that most requests cause no query. An entry older than half a minute
 * is still used while it is refreshed in the background: an outage of the database neither locks a tenant out nor lets a
 * suspended one in. Only a tenant that this node has never seen waits for the database.
 */
export function createTenantStates({ load, onError, now = () => performance.now() }: Options) {
  const known = new LRUCache<string, { state: TenantState; staleAtMs: number }>({ max: mostTenants })
  const pending = new Map<string, Promise<TenantState>>()

  const lookUp = (tenantId: string): Promise<TenantState> => {
    const lookup = load(tenantId)
      .then(state => {
        // An invalidation took this lookup off the list: its answer may be older than the change, and is not kept.
        if (pending.get(tenantId) === lookup) keep(tenantId, state)
        return state
      })
      .finally(() => {
        if (pending.get(tenantId) === lookup) pending.delete(tenantId)
      })
    pending.set(tenantId, lookup)
    return lookup
  }

  const keep = (tenantId: string, state: TenantState) => {
    known.set(tenantId, { state, staleAtMs: now() + freshForMs })
  }

  return {
    /** The cached state, or a promise when only the database knows it. */
    stateOf(tenantId: string): TenantState | Promise<TenantState> {
      const entry = known.get(tenantId)
      if (!entry) return pending.get(tenantId) ?? lookUp(tenantId)
      if (now() >= entry.staleAtMs) {
        entry.staleAtMs = now() + retryAfterMs
        lookUp(tenantId).catch(error => onError(error, tenantId))
      }
      return entry.state
    },
    forget(tenantId: string): void {
      known.delete(tenantId)
      pending.delete(tenantId)
    },
    forgetAll(): void {
      known.clear()
      pending.clear()
    },
  }
}

/** Reads what limits and authorization of a tenant's requests depend on. An unknown tenant counts as suspended. */
export async function loadTenantState(db: Database, id: string): Promise<TenantState> {
  const row = await db.readForTenant(id, tx =>
    tx.tenant.findFirst({ where: { id }, select: { tier: true, state: true } }),
  )
  const tier = tiers.find(tier => tier === row?.tier) ?? 'free'
  const isDeleting = row?.state === 'deleting' || row?.state === 'erasing'
  return { tier, suspended: row?.state !== 'active', ...(isDeleting && { deleting: true }) }
}
