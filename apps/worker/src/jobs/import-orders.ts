import { describeFault, type ImportFault, mostImportFaults, type OrderFileFormat } from '@palisade/contracts'
import type { JobDb, TenantJob, WorkerDatabase } from '@palisade/db'
import { checkDraft } from './check-draft.ts'
import { readOrderFile } from './read-order-file.ts'
import { batchesOf, requireAccess, saveOrders } from './save-orders.ts'

/** Ends an import without a result: it was cancelled, or another worker has gone on with it. */
class StoppedError extends Error {
  override readonly name = 'StoppedError'
}

type Import = {
  id: string
  format: OrderFileFormat
  memberId: string
  operatorId: string | null
  membershipVersion: number
  isSaving: boolean
  ordersSaved: number
}

/**
 * Imports the orders of an uploaded file. Reads it twice: first it compares each order with the schema that a request has,
 * then it saves the orders in batches, each with the count of the saved ones in its transaction. Nothing stops an import that
 * saves: after a crash, another worker goes on behind the last batch.
 */
export async function importOrders(db: WorkerDatabase, { tenantId, id }: TenantJob): Promise<object> {
  const found = await db.forTenant(tenantId, tx => begin(tx, id))
  if (!found) return {}
  return (found.isSaving ? save : checkAndSave)(db, tenantId, found).catch(acceptStop)
}

/**
 * After the last attempt, also when the worker of that attempt has crashed: ends an import that has saved nothing, and goes on
 * with one that has begun to save, so that no file stays half imported.
 */
export async function failImport(db: WorkerDatabase, { tenantId, id }: TenantJob): Promise<object> {
  const found = await db.forTenant(tenantId, tx => findOpen(tx, id))
  if (found?.isSaving) return save(db, tenantId, found).catch(acceptStop)
  return { failed: await db.forTenant(tenantId, tx => end(tx, id, unsaved, { status: 'failed' })) }
}

function acceptStop(error: unknown): object {
  if (!(error instanceof StoppedError)) throw error
  return { stopped: true }
}

const open = { finishedAt: null, cancelledAt: null }

const unsaved = { ...open, status: { in: ['queued', 'running'] } }

const saving = { ...open, status: 'saving' }

async function findOpen(tx: JobDb, id: string): Promise<Import | undefined> {
  const row = await tx.orderImport.findFirst({ where: { tenantId: tx.tenantId, id, ...open } })
  if (!row) return undefined
  const { requestedBy: memberId, operatorId, membershipVersion, status, ordersSaved } = row
  const format = row.format as OrderFileFormat
  return { id, format, memberId, operatorId, membershipVersion, isSaving: status === 'saving', ordersSaved }
}

async function begin(tx: JobDb, id: string): Promise<Import | undefined> {
  const where = { tenantId: tx.tenantId, id, ...unsaved }
  await tx.orderImport.updateMany({ where, data: { status: 'running', bytesChecked: 0, orders: 0, ordersSaved: 0 } })
  return findOpen(tx, id)
}

type End = { status: 'done' | 'invalid' | 'failed'; faults?: ImportFault[] }

/** @returns false when the import was cancelled or has ended already */
async function end(tx: JobDb, id: string, before: typeof saving | typeof unsaved, result: End): Promise<boolean> {
  const where = { tenantId: tx.tenantId, id, ...before }
  const { count } = await tx.orderImport.updateMany({ where, data: { ...result, finishedAt: new Date() } })
  if (count > 0) await tx.uploadPart.deleteMany({ where: { tenantId: tx.tenantId, uploadId: id } })
  return count > 0
}

async function checkAndSave(db: WorkerDatabase, tenantId: string, found: Import): Promise<object> {
  const { orders, faults } = await check(db, tenantId, found)
  if (faults.length > 0) {
    await db.forTenant(tenantId, tx => end(tx, found.id, unsaved, { status: 'invalid', faults }))
    return { orders, faults: faults.length }
  }
  await db.forTenant(tenantId, tx => beginToSave(tx, found))
  return save(db, tenantId, found)
}

/** From here on, nobody cancels it. */
async function beginToSave(tx: JobDb, found: Import): Promise<void> {
  await requireAccess(tx, found)
  const where = { tenantId: tx.tenantId, id: found.id, ...unsaved }
  const { count } = await tx.orderImport.updateMany({ where, data: { status: 'saving' } })
  if (count === 0) throw new StoppedError()
}

async function check(db: WorkerDatabase, tenantId: string, { id, format }: Import) {
  const faults: ImportFault[] = []
  let orders = 0
  const report = async (bytesChecked: number) => {
    const where = { tenantId, id, ...unsaved }
    const data = { bytesChecked, orders }
    const { count } = await db.forTenant(tenantId, tx => tx.orderImport.updateMany({ where, data }))
    if (count === 0) throw new StoppedError()
  }
  let bytesChecked = 0
  const parts = partsOf(db, tenantId, id, async bytes => {
    bytesChecked = bytes
    await report(bytes)
  })
  for await (const one of readOrderFile(format, parts)) {
    if ('fault' in one) faults.push(one.fault)
    else {
      orders += 1
      const checked = checkDraft(one)
      if ('faults' in checked) faults.push(...checked.faults)
    }
    if (faults.length >= mostImportFaults) break
  }
  await report(bytesChecked)
  if (orders === 0 && faults.length === 0) faults.push({ line: 1, field: '', detail: describeFault('noOrders') })
  return { orders, faults: faults.slice(0, mostImportFaults) }
}

/** Saves the orders behind those that are saved already. */
async function save(db: WorkerDatabase, tenantId: string, { id, format, ...found }: Import): Promise<object> {
  let { ordersSaved } = found
  for await (const drafts of batchesOf(readOrderFile(format, partsOf(db, tenantId, id)), ordersSaved)) {
    await db.forTenant(tenantId, async tx => {
      // Only one worker gets past the count of before. Its lock keeps any other one waiting.
      const where = { tenantId, id, ...saving, ordersSaved }
      const { count } = await tx.orderImport.updateMany({ where, data: { ordersSaved: ordersSaved + drafts.length } })
      if (count === 0) throw new StoppedError()
      await saveOrders(tx, drafts, found)
    })
    ordersSaved += drafts.length
  }
  if (!(await db.forTenant(tenantId, tx => end(tx, id, saving, { status: 'done' })))) throw new StoppedError()
  return { orders: ordersSaved }
}

/** The uploaded file, part by part. `onRead` is called with the bytes so far once a part is no longer needed. */
async function* partsOf(
  db: WorkerDatabase,
  tenantId: string,
  uploadId: string,
  onRead?: (bytes: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for (let position = 0; ; position++) {
    const where = { tenantId, uploadId, position }
    const part = await db.forTenant(tenantId, tx => tx.uploadPart.findFirst({ where, select: { bytes: true } }))
    if (!part) return
    yield part.bytes
    bytes += part.bytes.length
    await onRead?.(bytes)
  }
}
