import type { Database } from '@palisade/db'
import { LRUCache } from 'lru-cache'

type Options = {
  /** The tenants that have put the origin on their list, and that have shown that it is theirs. */
  findTenants: (origin: string) => Promise<readonly string[]>
  /** The platform's own origins: every tenant's users come from there. */
  listed: readonly string[]
}

/** Twice the cache of the CORS policy, so that an origin stays here for as long as that cache lets it in. */
const mostOrigins = 20_000

/** Finds the tenants of a CORS origin: layer 20 needs to know whether there is one, layer 60 whether it is the caller's. */
export function createTenantOrigins({ findTenants, listed }: Options) {
  const ownOrigins = new Set(listed)
  const tenantsOf = new LRUCache<string, ReadonlySet<string>>({ max: mostOrigins })

  return {
    async resolve(origin: string): Promise<boolean> {
      const tenants = await findTenants(origin)
      tenantsOf.delete(origin)
      if (tenants.length === 0) return false
      tenantsOf.set(origin, new Set(tenants))
      return true
    },
    /** Of origins that CORS has let in. One tenant's page is not to work with the data of another. */
    serves(origin: string, tenantId: string): boolean {
      return ownOrigins.has(origin) || tenantsOf.get(origin)?.has(tenantId) === true
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
