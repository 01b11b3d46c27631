import type { RequestOf, ResponseOf, Tier } from '@palisade/contracts'
import type { ConsoleDb } from '@palisade/db'
import { instant, readPage } from '../../http/pages.ts'

type Row = { id: string; slug: string; name: string; tier: string; state: string; createdAt: Date }

export type TenantSummary = ResponseOf<'operator.tenants'>['items'][number]

/** One page of tenants. Each plan and state is a word of the contracts: the database has no others. */
export async function listTenants(
  tx: ConsoleDb,
  { q, tier, state, ...query }: RequestOf<'operator.tenants'>['query'],
): Promise<ResponseOf<'operator.tenants'>> {
  const page = readPage(query, { sortedBy: { createdAt: instant }, defaultSort: '-createdAt' })
  const where = { ...(tier && { tier }), ...(state && { state }), ...(q && containing(q)) }
  const rows = await tx.tenant.findMany({ where: { AND: [where, page.where] }, orderBy: page.orderBy, take: page.take })
  const { items, nextCursor } = page.cut(rows)
  const members = await countMembers(tx, items)
  return { items: items.map(row => summarize(row, members)), nextCursor }
}

/** In `LIKE`, two characters and their escape mean something else. */
function containing(text: string) {
  const literal = { contains: text.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const }
  return { OR: [{ name: literal }, { slug: literal }] }
}

/** The people of each tenant. */
export async function countMembers(tx: ConsoleDb, tenants: readonly { id: string }[]) {
  const counts = await tx.membership.groupBy({
    by: 'tenantId',
    where: { tenantId: { in: tenants.map(({ id }) => id) }, userId: { not: null }, removedAt: null },
    _count: { id: true },
  })
  return new Map(counts.map(({ tenantId, _count }) => [tenantId, _count.id]))
}

export function summarize(row: Row, members: ReadonlyMap<string, number>): TenantSummary {
  const { id, slug, name, tier, state, createdAt } = row
  return {
    id,
    slug,
    name,
    tier: tier as Tier,
    state: state as TenantSummary['state'],
    members: members.get(id) ?? 0,
    createdAt: createdAt.toISOString(),
  }
}
