import { type Role, type Scope, scopesOf, tenantExport } from '@palisade/contracts'
import type { ExportDb, TenantJob, WorkerDatabase } from '@palisade/db'
import { listExportKinds } from './export-kinds.ts'

const neededScope: Scope = 'tenant:own'

/** Where the next part begins. */
type Progress = { kind: number; after?: string }

type Open = NonNullable<Awaited<ReturnType<typeof findOpen>>>

type Options = { mostBytes?: number }

/**
 * Writes everything that a tenant has into the parts of a file. Each part commits with the place where the next one begins, so
 * a retry after a crash goes on there, and nothing is written twice. Nobody can download the file before the last part.
 */
export async function exportTenant(
  db: WorkerDatabase,
  { tenantId, id }: TenantJob,
  { mostBytes = tenantExport.mostBytes }: Options = {},
): Promise<object> {
  await db.forExport(tenantId, tx => begin(tx, id))
  for (;;) {
    const status = await db.forExport(tenantId, tx => writePart(tx, id, mostBytes))
    if (status !== 'running') return { status }
  }
}

/** Ends an export after the last attempt, also when the worker of that attempt has crashed. */
export async function failExport(db: WorkerDatabase, { tenantId, id }: TenantJob): Promise<object> {
  return db.forExport(tenantId, async tx => {
    const row = await findOpen(tx, id)
    return row ? { status: await discard(tx, row, 'failed') } : {}
  })
}

function findOpen(tx: ExportDb, id: string) {
  return tx.tenantExport.findFirst({ where: { tenantId: tx.tenantId, id, finishedAt: null } })
}

async function begin(tx: ExportDb, id: string): Promise<void> {
  const row = await findOpen(tx, id)
  if (row?.status !== 'queued') return
  let recordsTotal = 0
  for (const { count } of await listExportKinds(tx)) recordsTotal += await count(tx)
  await tx.tenantExport.updateMany({ where: whereOf(row), data: { status: 'running', recordsTotal } })
}

type Status = 'running' | 'done' | 'too-large' | 'failed' | 'removed'

async function writePart(tx: ExportDb, id: string, mostBytes: number): Promise<Status> {
  const row = await findOpen(tx, id)
  if (!row) return 'removed'
  // The requester was removed or demoted since.
  if (!(await isOwner(tx, row))) return discard(tx, row, 'failed')
  const { kind: index, after } = (row.progress ?? { kind: 0 }) as Progress
  const kind = (await listExportKinds(tx))[index]
  if (!kind) return finish(tx, row)
  const page = await kind.read(tx, { after, take: kind.take })
  const lines = page.map(({ record }) => write(kind.name, record)).join('')
  const bytes = row.bytes + Buffer.byteLength(lines)
  if (bytes > mostBytes) return discard(tx, row, 'too-large')
  const last = page.at(-1)
  const next: Progress = page.length === kind.take && last ? { kind: index, after: last.key } : { kind: index + 1 }
  await append(tx, row, lines)
  const data = { records: row.records + page.length, bytes, parts: row.parts + (lines ? 1 : 0), progress: next }
  await tx.tenantExport.updateMany({ where: whereOf(row), data })
  return 'running'
}

/** The last line shows that the file is complete. */
async function finish(tx: ExportDb, row: Open): Promise<Status> {
  const lines = write('end', { records: row.records })
  await append(tx, row, lines)
  const now = Date.now()
  const ends = { status: 'done', finishedAt: new Date(now), expiresAt: new Date(now + tenantExport.keptMs) }
  const size = { bytes: row.bytes + Buffer.byteLength(lines), parts: row.parts + 1 }
  await tx.tenantExport.updateMany({ where: whereOf(row), data: { ...ends, ...size } })
  return 'done'
}

async function discard(tx: ExportDb, row: Open, status: 'too-large' | 'failed'): Promise<Status> {
  const { tenantId, id: exportId } = row
  await tx.tenantExportPart.deleteMany({ where: { tenantId, exportId } })
  const data = { status, finishedAt: new Date(), bytes: 0, parts: 0 }
  await tx.tenantExport.updateMany({ where: whereOf(row), data })
  return status
}

async function append(tx: ExportDb, { tenantId, id: exportId, parts: position }: Open, lines: string): Promise<void> {
  if (lines) await tx.tenantExportPart.createMany({ data: { tenantId, exportId, position, lines } })
}

async function isOwner(tx: ExportDb, { tenantId, requestedBy: id, membershipVersion }: Open): Promise<boolean> {
  const where = { tenantId, id, membershipVersion, disabledAt: null }
  const member = await tx.membership.findFirst({ where, select: { role: true } })
  return member !== null && scopesOf(member.role as Role).includes(neededScope)
}

function whereOf({ tenantId, id }: Open) {
  return { tenantId, id, finishedAt: null }
}

function write(kind: string, record: object): string {
  return `${JSON.stringify({ kind, ...record }, bigIntAsNumber)}\n`
}

/** Amounts and numbers of entries, which are far below what a number holds exactly. */
function bigIntAsNumber(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}
