import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@palisade/db'
import { insertOrder } from '../../apps/api/src/resources/orders/order-store.ts'
import { draft } from './samples.ts'

/** Times are in milliseconds of the clock that PostgreSQL reads too. */
export type WrittenOrder = { readonly id: string; readonly startedAt: number; readonly savedAt: number }

const clock = () => performance.timeOrigin + performance.now()

/**
 * Writes orders of a demo tenant, as the API does, until stopped: so many at a time, with pauses.
 */
export async function startWriters(db: Database, { count = 2, pauseMs = 20, note = draft.note ?? '' } = {}) {
  const tenant = await db.forIdentity(tx => tx.tenant.findUniqueOrThrow({ where: { slug: 'acme' } }))
  const actor = await db.readForTenant(tenant.id, tx => tx.membership.findFirstOrThrow({ select: { id: true } }))
  const written: WrittenOrder[] = []
  let isStopped = false
  const write = async () => {
    while (!isStopped) {
      const startedAt = clock()
      const { id } = await db.forTenant(tenant.id, tx => insertOrder(tx, { ...draft, note }, actor.id))
      written.push({ id, startedAt, savedAt: clock() })
      await sleep(pauseMs)
    }
  }
  const writers = Array.from({ length: count }, write)
  return {
    written,
    async stop(): Promise<void> {
      isStopped = true
      await Promise.all(writers)
    },
  }
}
