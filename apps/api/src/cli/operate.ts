import type { Tier } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { createOwnedTenant } from './create-owned-tenant.ts'
import type { Operated } from './operated.ts'
import type { TenantsCommand } from './tenants-arguments.ts'

type Deps = { db: Database; readPassword: () => Promise<string> }

/** What the platform decides about a tenant. Every node acts on it with the next request. */
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

async function change({ db }: Deps, slug: string, data: { tier: Tier } | { state: string }): Promise<Operated> {
  const tenant = await db.forOperator(async tx => {
    const [changed] = await tx.tenant.updateManyAndReturn({ where: { slug }, data })
    if (changed) await tx.announce({ what: 'tenant', id: changed.id })
    return changed
  })
  if (!tenant) return { ok: false, refused: `no tenant has the slug ${slug}: npm run tenants -- list shows all` }
  return { ok: true, rows: [{ slug: tenant.slug, tier: tenant.tier, state: tenant.state }] }
}

/** From then on, no look into the DNS changes it. */
async function decide({ db }: Deps, origin: string, verified: boolean): Promise<Operated> {
  const data = { verifiedAt: verified ? new Date() : null, nextCheckAt: null, decidedByOperator: true }
  const decided = await db.forOperator(async tx => {
    const rows = await tx.tenantOrigin.updateManyAndReturn({ where: { origin }, data })
    // Nodes remember an origin for all its tenants together: one announcement is enough.
    const [first] = rows
    if (first) await tx.announce({ what: 'origin', tenantId: first.tenantId, id: first.id, origin })
    return rows
  })
  if (decided.length === 0) return { ok: false, refused: `no tenant has claimed the origin ${origin}` }
  return { ok: true, rows: [{ origin, verified, tenants: decided.length }] }
}
