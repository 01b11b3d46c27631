import type { Tier } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { changeTenant, type TenantChange } from '../resources/operator/change-tenant.ts'
import { createOwnedTenant } from './create-owned-tenant.ts'
import { byOperator, type Operated, unknownSlug } from './operated.ts'
import type { TenantsCommand } from './tenants-arguments.ts'

type Deps = { db: Database; readPassword: () => Promise<string> }

/** Commands of the platform on a tenant. Every node applies them to the next request. */
export async function operate(deps: Deps, { command, words }: TenantsCommand): Promise<Operated> {
  const [name = '', value] = words
  switch (command) {
    case 'list':
      return list(deps)
    case 'create':
      return createOwnedTenant(deps, words)
    case 'tier':
      return change(deps, name, { tier: value as Tier })
    case 'suspend':
      return change(deps, name, { state: 'suspended' })
    case 'resume':
      return change(deps, name, { state: 'active' })
    default:
      return decide(deps, name, command === 'trust')
  }
}

async function list({ db }: Deps): Promise<Operated> {
  const select = { slug: true, tier: true, state: true } as const
  return { ok: true, rows: await db.forOperator(tx => tx.tenant.findMany({ select, orderBy: { slug: 'asc' } })) }
}

async function change({ db }: Deps, slug: string, data: TenantChange): Promise<Operated> {
  const tenant = await db.forOperator(tx =>
    changeTenant(tx, { slug }, data, (tenantId, event, facts) =>
      tx.audit({ ...byOperator, tenantId, event, object: tenantId, facts }),
    ),
  )
  if (!tenant) return { ok: false, refused: unknownSlug(slug) }
  return { ok: true, rows: [{ slug: tenant.slug, tier: tenant.tier, state: tenant.state }] }
}

/** From then on, the DNS checks no longer change the origin. */
async function decide({ db }: Deps, origin: string, verified: boolean): Promise<Operated> {
  const data = { verifiedAt: verified ? new Date() : null, nextCheckAt: null, decidedByOperator: true }
  const decided = await db.forOperator(async tx => {
    const rows = await tx.tenantOrigin.updateManyAndReturn({ where: { origin }, data })
    // Nodes remember an origin for all its tenants together: one announcement is enough.
    const [first] = rows
    if (first) await tx.announce({ what: 'origin', tenantId: first.tenantId, id: first.id, origin })
    const event = verified ? 'tenant.origin.trusted' : 'tenant.origin.distrusted'
    for (const { id: object, tenantId } of rows) tx.audit({ ...byOperator, tenantId, event, object, facts: {} })
    return rows
  })
  if (decided.length === 0) return { ok: false, refused: `no tenant has claimed the origin ${origin}` }
  return { ok: true, rows: [{ origin, verified, tenants: decided.length }] }
}
