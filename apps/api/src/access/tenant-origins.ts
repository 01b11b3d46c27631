import type { Database } from '@palisade/db'
import { LRUCache } from 'lru-cache'

type Options = {
  /** The tenants that have added and verified the origin. */
  findTenants: (origin: string) => Promise<readonly string[]>
  /** The platform's own origins: users of every tenant use them. */
  listed: readonly string[]
}

/** Twice the cache of the CORS policy, so that an origin stays here for as long as that cache lets it in. */
const mostOrigins = 20_000

/** Finds the tenants of a CORS origin: layer 20 needs to know whether there is one, layer 60 whether it is the caller's. */
export function createTenantOrigins({ findTenants, listed }: Options) {
  const ownOrigins = new Set(listed)
  const known = new LRUCache<string, ReadonlySet<string>>({ max: mostOrigins })
  let lookups = 0
  /** The newest lookup of an origin that has ended, while others of it are under way. */
  const underWay = new Map<string, { count: number; newest: number }>()

  return {
    async resolve(origin: string): Promise<boolean> {
      const lookup = ++lookups
      const same = underWay.get(origin) ?? { count: 0, newest: 0 }
      same.count += 1
      underWay.set(origin, same)
      const tenants = await findTenants(origin).finally(() => {
        same.count -= 1
        if (same.count === 0) underWay.delete(origin)
      })
      // A lookup that began before a change may end after one that began later. It must not overwrite the later result.
      if (lookup < same.newest) return tenants.length > 0
      same.newest = lookup
      known.delete(origin)
      // Unknown origins are not cached: a flood of them would evict those of tenants.
      if (tenants.length === 0) return false
      known.set(origin, new Set(tenants))
      return true
    },
    /** For origins that CORS allowed. A page of one tenant must not work with the data of another. */
    serves(origin: string, tenantId: string): boolean {
      return ownOrigins.has(origin) || known.get(origin)?.has(tenantId) === true
    },
  }
}

export function findTenantsOf(db: Database): Options['findTenants'] {
  return async origin => {
    const where = { origin, verifiedAt: { not: null } }
    const rows = await db.forIdentity(tx => tx.tenantOrigin.findMany({ where, select: { tenantId: true } }))
    return rows.map(row => row.tenantId)
  }
}
