import { type ChainHead, isId } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { describeEntry } from '../resources/audit-log/audit-log-store.ts'
import { unknownSlug } from './operated.ts'
import { noHead, verifyChain } from './verify-chain.ts'

type Asked = {
  command: 'heads' | 'erased' | 'verify'
  /** By slug or id; all where left out. */
  tenant?: string | undefined
  /** What `heads` printed at other times. */
  kept?: string | undefined
}

/** Entries that are read at once. */
const batch = 1_000

/**
 * Runs one command on the audit trails of a database, and writes line by line what it finds.
 * @returns whether every chain that it checked is intact
 * @throws Error when there is no such tenant, or `kept` is not what `heads` prints
 */
export async function runAudit(
  db: Database,
  { command, tenant, kept: keptLines = '' }: Asked,
  write: (line: string) => void,
): Promise<boolean> {
  if (command === 'heads') {
    for (const { tenantId, seq, hash } of await listHeads(db)) write(`${tenantId} ${seq} ${hash}`)
    return true
  }
  if (command === 'erased') {
    for (const proof of await listErased(db)) write(describeProof(proof))
    return true
  }
  const kept = addProofs(parseHeads(keptLines), await listErased(db))
  const tenants = tenant ? [await findTenant(db, tenant)] : new Set([...(await listTenants(db)), ...kept.keys()])
  let isIntact = true
  for (const tenantId of tenants) {
    const verified = await verifyChain({
      ...(await readEnd(db, tenantId)),
      readAfter: seq => readEntries(db, tenantId, seq),
      kept: kept.get(tenantId) ?? [],
    })
    if (verified.ok) write(`${tenantId} intact: ${verified.head.seq} entries, the last one ${verified.head.hash}`)
    else write(`${tenantId} broken at entry ${verified.seq}: ${verified.fault}`)
    isIntact &&= verified.ok
  }
  return isIntact
}

/** Those of deleted tenants, too. */
function listHeads(db: Database) {
  return db.forOperator(tx => tx.auditHead.findMany({ orderBy: { tenantId: 'asc' } }))
}

function listErased(db: Database) {
  return db.forOperator(tx => tx.erasedTenant.findMany({ orderBy: { begunAt: 'asc' } }))
}

/** The trail of an erased tenant goes on to where the proof says that it ends. */
function addProofs(kept: Map<string, ChainHead[]>, proofs: readonly Proof[]): Map<string, ChainHead[]> {
  for (const { tenantId, seq, hash } of proofs) {
    if (seq !== null && hash !== null) kept.set(tenantId, [...(kept.get(tenantId) ?? []), { seq: Number(seq), hash }])
  }
  return kept
}

type Proof = Awaited<ReturnType<typeof listErased>>[number]

function describeProof({ tenantId, slugHash, erasedAt, counts, seq, hash }: Proof): string {
  const rows = Object.entries(counts as Record<string, number>).map(([table, count]) => `${table} ${count}`)
  const end = erasedAt ? `erased ${erasedAt.toISOString()}, trail ends at ${seq} ${hash}` : 'being erased'
  return `${tenantId} ${end}; slug ${slugHash}; rows: ${rows.join(', ')}`
}

async function listTenants(db: Database): Promise<string[]> {
  const chains = await db.forOperator(tx => tx.auditEntry.groupBy({ by: 'tenantId' }))
  return [...chains, ...(await listHeads(db))].map(({ tenantId }) => tenantId)
}

/** Reads the head after the last entry: otherwise an entry written between the two reads would seem to have no head. */
function readEnd(db: Database, tenantId: string): Promise<{ lastSeq: number; head: ChainHead }> {
  return db.forOperator(async tx => {
    const last = await tx.auditEntry.findFirst({ where: { tenantId }, orderBy: { seq: 'desc' }, select: { seq: true } })
    const head = await tx.auditHead.findUnique({ where: { tenantId } })
    return { lastSeq: Number(last?.seq ?? 0), head: head ? { seq: Number(head.seq), hash: head.hash } : noHead }
  })
}

async function readEntries(db: Database, tenantId: string, after: number) {
  const where = { tenantId, seq: { gt: BigInt(after) } }
  const rows = await db.forOperator(tx => tx.auditEntry.findMany({ where, orderBy: { seq: 'asc' }, take: batch }))
  return rows.map(describeEntry)
}

async function findTenant(db: Database, slugOrId: string): Promise<string> {
  if (isId(slugOrId)) return slugOrId
  const found = await db.forOperator(tx => tx.tenant.findUnique({ where: { slug: slugOrId } }))
  if (!found) throw new Error(unknownSlug(slugOrId))
  return found.id
}

/** The lines that `heads` printed, of any number of days. npm prints lines with `>` before them, unless it is silent. */
function parseHeads(text: string): Map<string, ChainHead[]> {
  const kept = new Map<string, ChainHead[]>()
  for (const line of text.split('\n').filter(line => !/^(?:>|\s*$)/.test(line))) {
    const [, tenantId = '', seq, hash = ''] = /^(\S+) (\d+) ([0-9a-f]+)$/.exec(line.trim()) ?? []
    if (!isId(tenantId)) throw new Error(`not a line of npm run audit -- heads: ${line}`)
    kept.set(tenantId, [...(kept.get(tenantId) ?? []), { seq: Number(seq), hash }])
  }
  return kept
}
