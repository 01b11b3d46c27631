import { type AccessChange, type RecordedChange, recordChange } from './access-changes.ts'
import { type Auditing, appendAuditEntries, type NewAuditEntry } from './audit-trail.ts'
import type { Prisma, PrismaClient } from './generated/client.ts'
import { inScope, type Scope } from './scoped-pool.ts'

export type Recording = Auditing & {
  /** Announces a change of access. The announcement commits with the transaction, and every node applies it. */
  announce(change: AccessChange): Promise<void>
}

type Audited = { entry: NewAuditEntry; onCommitted: (() => void) | undefined }

/** Called after the commit with the changes that the transaction announced. The caller of the transaction waits for it. */
export type OnAnnounced = (changes: readonly RecordedChange[]) => Promise<void>

/** Builds the function that runs a transaction which may record changes, and passes them on once it has committed. */
export function createTransact(prisma: PrismaClient, onAnnounced: OnAnnounced) {
  return async <T>(
    scope: Scope,
    run: (tx: Prisma.TransactionClient, recording: Recording) => Promise<T>,
    options?: { timeout: number },
  ): Promise<T> => {
    const recorded: RecordedChange[] = []
    const audited: Audited[] = []
    const work = async (tx: Prisma.TransactionClient) => {
      const result = await run(tx, {
        announce: async change => void recorded.push(await recordChange(tx, change)),
        audit: (entry, onCommitted) => void audited.push({ entry: entry as NewAuditEntry, onCommitted }),
      })
      const entries = audited.map(({ entry }) => entry)
      if (entries.length > 0) await appendAuditEntries(tx, entries)
      return result
    }
    const result = await inScope(scope, () => prisma.$transaction(work, options))
    for (const { onCommitted } of audited) onCommitted?.()
    if (recorded.length > 0) await onAnnounced(recorded)
    return result
  }
}
