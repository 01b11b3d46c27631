import { mostListed, type ResponseOf } from '@palisade/contracts'
import type { ConsoleDb } from '@palisade/db'

type Overview = ResponseOf<'operator.security'>

const dayMs = 86_400_000

const startOfLastDay = () => new Date(Date.now() - dayMs)

const counted = { requests: true, unauthenticated: true, forbidden: true, limited: true } as const

type Sums = { [Name in keyof typeof counted]: bigint | null }

const toNumbers = ({ requests, unauthenticated, forbidden, limited }: Sums) => ({
  requests: Number(requests ?? 0),
  unauthenticated: Number(unauthenticated ?? 0),
  forbidden: Number(forbidden ?? 0),
  limited: Number(limited ?? 0),
})

/** The requests of one tenant in the last 24 hours, in whole hours. */
export async function readLastDay(tx: ConsoleDb, tenantId: string) {
  const where = { tenantId, unit: 'hour', startsAt: { gte: startOfLastDay() } }
  const { _sum } = await tx.usageCount.aggregate({ where, _sum: counted })
  return toNumbers(_sum)
}

/** Refusals in the last 24 hours. */
export async function readSecurity(tx: ConsoleDb): Promise<Overview> {
  const since = startOfLastDay()
  const startsAt = { gte: since }
  const usage = await tx.usageCount.groupBy({ by: 'tenantId', where: { unit: 'hour', startsAt }, _sum: counted })
  const reuse = await tx.auditEntry.groupBy({
    by: 'tenantId',
    where: { event: 'auth.refresh.reuse', at: startsAt },
    _count: { seq: true },
  })
  const failures = await tx.securityCount.groupBy({ by: 'kind', where: { startsAt }, _sum: { count: true } })
  const reused = new Map(reuse.map(({ tenantId, _count }) => [tenantId, _count.seq]))
  const failed = new Map(failures.map(({ kind, _sum }) => [kind, Number(_sum.count ?? 0)]))
  const rows = usage
    .map(({ tenantId, _sum }) => ({ id: tenantId, ...toNumbers(_sum), reusedRefreshTokens: reused.get(tenantId) ?? 0 }))
    .toSorted((a, b) => refusalsOf(b) - refusalsOf(a))
  const sum = (name: keyof ReturnType<typeof toNumbers>) => rows.reduce((total, row) => total + row[name], 0)
  return {
    since: since.toISOString(),
    platform: {
      requests: sum('requests'),
      unauthenticated: sum('unauthenticated'),
      forbidden: sum('forbidden'),
      limited: sum('limited'),
      signInFailures: failed.get('sign-in-failed') ?? 0,
      wrongCodes: failed.get('code-failed') ?? 0,
      wafBlocks: failed.get('waf-blocked') ?? 0,
      reusedRefreshTokens: [...reused.values()].reduce((total, count) => total + count, 0),
    },
    tenants: await withNames(tx, rows.slice(0, mostListed)),
  }
}

type Row = Omit<Overview['tenants'][number], 'slug' | 'name'>

function refusalsOf({ unauthenticated, forbidden, limited, reusedRefreshTokens }: Row): number {
  return unauthenticated + forbidden + limited + reusedRefreshTokens
}

async function withNames(tx: ConsoleDb, rows: readonly Row[]): Promise<Overview['tenants']> {
  const tenants = await tx.tenant.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    select: { id: true, slug: true, name: true },
  })
  const names = new Map(tenants.map(tenant => [tenant.id, tenant]))
  return rows.flatMap(row => {
    const found = names.get(row.id)
    return found ? [{ ...found, ...row }] : []
  })
}
