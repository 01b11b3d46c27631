import { type Tier, tiers } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import type { Changes } from '../changes.ts'

export const usage = `npm run tenants -- list
npm run tenants -- tier <slug> ${tiers.join('|')}
npm run tenants -- suspend <slug>
npm run tenants -- resume <slug>`

type Needs = { db: Database; changes: Changes }

export type Operated = { ok: true; tenants: { slug: string; tier: string; state: string }[] } | { ok: false }

/** What the platform decides about a tenant. Every node acts on it with the next request. */
export async function operate({ db, changes }: Needs, [command, slug, tier]: readonly string[]): Promise<Operated> {
  const select = { slug: true, tier: true, state: true } as const
  if (command === 'list') {
    return { ok: true, tenants: await db.forOperator(tx => tx.tenant.findMany({ select, orderBy: { slug: 'asc' } })) }
  }
  const data = command && changeOf(command, tier)
  if (!data || !slug) return { ok: false }
  const { id, ...tenant } = await db.forOperator(tx =>
    tx.tenant.update({ where: { slug }, data, select: { ...select, id: true } }),
  )
  await changes.announce({ what: 'tenant', id })
  return { ok: true, tenants: [tenant] }
}

function changeOf(command: string, tier: string | undefined) {
  if (command === 'suspend') return { state: 'suspended' }
  if (command === 'resume') return { state: 'active' }
  if (command === 'tier' && tiers.includes(tier as Tier)) return { tier: tier as Tier }
  return undefined
}
