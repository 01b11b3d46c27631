import { type Tier, tiers } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import type { Changes } from '@palisade/service'

export const usage = `npm run tenants -- list
npm run tenants -- tier <slug> ${tiers.join('|')}
npm run tenants -- suspend <slug>
npm run tenants -- resume <slug>
npm run tenants -- trust|distrust <origin>`

type Needs = { db: Database; changes: Changes }

export type Operated = { ok: true; rows: object[] } | { ok: false }

/** What the platform decides about a tenant. Every node acts on it with the next request. */
export async function operate(needs: Needs, [command, name, tier]: readonly string[]): Promise<Operated> {
  const { db, changes } = needs
  if (command === 'list') {
    return { ok: true, rows: await db.forOperator(tx => tx.tenant.findMany({ select, orderBy: { slug: 'asc' } })) }
  }
  if (!command || !name) return { ok: false }
  if (command === 'trust' || command === 'distrust') return decide(needs, name, command === 'trust')
  const data = changeOf(command, tier)
  if (!data) return { ok: false }
  const { id, ...tenant } = await db.forOperator(tx =>
    tx.tenant.update({ where: { slug: name }, data, select: { ...select, id: true } }),
  )
  await changes.announce({ what: 'tenant', id })
  return { ok: true, rows: [tenant] }
}

const select = { slug: true, tier: true, state: true } as const

/** From then on, no look into the DNS changes it. */
async function decide({ db, changes }: Needs, origin: string, verified: boolean): Promise<Operated> {
  const data = { verifiedAt: verified ? new Date() : null, nextCheckAt: null, decidedByOperator: true }
  const { count } = await db.forOperator(tx => tx.tenantOrigin.updateMany({ where: { origin }, data }))
  await changes.announce({ what: 'origin', origin })
  return { ok: true, rows: [{ origin, verified, tenants: count }] }
}

function changeOf(command: string, tier: string | undefined) {
  if (command === 'suspend') return { state: 'suspended' }
  if (command === 'resume') return { state: 'active' }
  if (command === 'tier' && tiers.includes(tier as Tier)) return { tier: tier as Tier }
  return undefined
}
