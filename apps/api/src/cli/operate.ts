import { type Tier, tiers } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import type { Changes } from '@palisade/service'
import { createOwnedTenant } from './create-owned-tenant.ts'
import type { Operated } from './operated.ts'

const usages: Readonly<Record<string, string>> = {
  list: '',
  create: ' <slug> <email of the owner> [name]   reads the password of the owner from standard input',
  tier: ` <slug> ${tiers.join('|')}`,
  suspend: ' <slug>',
  resume: ' <slug>',
  trust: ' <origin>',
  distrust: ' <origin>',
}

/** How to write one command, or any. */
export function usageOf(command = ''): string {
  const own = Object.hasOwn(usages, command) ? `${command}${usages[command]}` : Object.keys(usages).join('|')
  return `npm run tenants -- ${own}`
}

export const help = `${Object.keys(usages).map(usageOf).join('\n')}

The database is that of npm start, or the one that MIGRATION_DATABASE_URL names, with the login of its owner, such as
postgresql://palisade:PASSWORD@localhost:5432/palisade.`

type Deps = { db: Database; changes: Changes; readPassword: () => Promise<string> }

/** What the platform decides about a tenant. Every node acts on it with the next request. */
export async function operate(deps: Deps, words: readonly string[]): Promise<Operated> {
  const { db } = deps
  const [command = 'list', name, value] = words
  if (command === 'list' && words.length < 2) {
    return { ok: true, rows: await db.forOperator(tx => tx.tenant.findMany({ select, orderBy: { slug: 'asc' } })) }
  }
  if (command === 'create') return createOwnedTenant(deps, words.slice(1))
  if ((command === 'trust' || command === 'distrust') && name && words.length === 2) {
    return decide(deps, name, command === 'trust')
  }
  const data = changeOf(command, value)
  if (!data || !name || words.length > (command === 'tier' ? 3 : 2)) {
    return { ok: false, usage: `unknown: ${words.join(' ')}` }
  }
  const tenant = await db.forOperator(async tx => {
    const [changed] = await tx.tenant.updateManyAndReturn({ where: { slug: name }, data })
    if (changed) await tx.announce({ what: 'tenant', id: changed.id })
    return changed
  })
  if (!tenant) return { ok: false, refused: `no tenant has the slug ${name}: npm run tenants -- list shows all` }
  return { ok: true, rows: [{ slug: tenant.slug, tier: tenant.tier, state: tenant.state }] }
}

const select = { slug: true, tier: true, state: true } as const

/** From then on, no look into the DNS changes it. */
async function decide({ db, changes }: Deps, origin: string, verified: boolean): Promise<Operated> {
  const data = { verifiedAt: verified ? new Date() : null, nextCheckAt: null, decidedByOperator: true }
  const { count } = await db.forOperator(tx => tx.tenantOrigin.updateMany({ where: { origin }, data }))
  if (count === 0) return { ok: false, refused: `no tenant has claimed the origin ${origin}` }
  await changes.announce({ what: 'origin', origin })
  return { ok: true, rows: [{ origin, verified, tenants: count }] }
}

function changeOf(command: string, tier: string | undefined) {
  if (command === 'suspend') return { state: 'suspended' }
  if (command === 'resume') return { state: 'active' }
  if (command === 'tier' && tiers.includes(tier as Tier)) return { tier: tier as Tier }
  return undefined
}
