import type { Erasure } from '@palisade/db'

type Options = {
  /** Rows that one transaction erases. The embedded PostgreSQL has one session, which others wait for. */
  batchSize?: number
  /** Whether to stop: the next run continues. */
  isOver?: () => boolean
}

/** Less than a job may take. */
const longestRunMs = 480_000

/** A membership goes with its sessions and its person, so fewer of them are erased at once. */
const mostMembers = 50

/**
 * Erases the tenants whose wait is over, in bounded batches. It can stop after any batch, and the next run continues. The
 * tenant's own row and the proof come last, together.
 */
export async function eraseTenants(
  erasure: Erasure,
  { batchSize = 500, isOver = isOverAfter(longestRunMs) }: Options = {},
): Promise<object> {
  let erased = 0
  const errors: unknown[] = []
  for (const tenantId of await erasure.findDue()) {
    if (isOver()) break
    try {
      if (await eraseTenant(erasure, tenantId, { batchSize, isOver })) erased += 1
    } catch (error) {
      // A tenant that cannot be erased must not prevent the erasure of others.
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'tenants that could not be erased')
  return { erased }
}

/** @returns whether the tenant is erased */
async function eraseTenant(
  erasure: Erasure,
  tenantId: string,
  { batchSize, isOver }: { batchSize: number; isOver: () => boolean },
): Promise<boolean> {
  if (!(await erasure.begin(tenantId))) return false
  const repeat = async (erase: () => Promise<number>, most: number) => {
    while ((await erase()) >= most) if (isOver()) return false
    return true
  }
  const eraseRows = async () => {
    for (const table of await erasure.listTables(tenantId)) {
      if (!(await repeat(() => erasure.eraseRows(tenantId, table, batchSize), batchSize))) return false
    }
    return true
  }
  await erasure.eraseJobs(tenantId)
  if (!(await eraseRows())) return false
  if (!(await repeat(() => erasure.eraseMembers(tenantId, mostMembers), mostMembers))) return false
  // Members could still sign out or change their passwords, which leaves an announcement.
  if (!(await eraseRows())) return false
  await erasure.finish(tenantId)
  return true
}

function isOverAfter(ms: number): () => boolean {
  const endsAtMs = performance.now() + ms
  return () => performance.now() > endsAtMs
}
