import { type AccessChange, type RecordedChange, recordChange } from './access-changes.ts'
import type { Prisma, PrismaClient } from './generated/client.ts'
import { inScope, type Scope } from './scoped-pool.ts'

export type Announcing = {
  /** Records a change of access. It commits with the transaction, and every node acts on it. */
  announce(change: AccessChange): Promise<void>
}

/** Called with the changes that a transaction announced, once it has committed. The transaction's caller waits for it. */
export type OnAnnounced = (changes: readonly RecordedChange[]) => Promise<void>

/** Builds the function that runs a transaction which may announce changes, and passes them on once it has committed. */
export function createTransact(prisma: PrismaClient, onAnnounced: OnAnnounced) {
  return async <T>(
    scope: Scope,
    run: (tx: Prisma.TransactionClient, announcing: Announcing) => Promise<T>,
  ): Promise<T> => {
    const recorded: RecordedChange[] = []
    const result = await inScope(scope, () =>
      prisma.$transaction(tx =>
        run(tx, { announce: async change => void recorded.push(await recordChange(tx, change)) }),
      ),
    )
    if (recorded.length > 0) await onAnnounced(recorded)
    return result
  }
}
