import type { HousekeepingDb, WorkerDatabase } from '@palisade/db'

type Removal = (db: HousekeepingDb, most: number) => Promise<number>

/** The next run removes the rest. */
const mostBatches = 100

/**
 * The policies of row-level security define what has expired, and show this role nothing else. Sessions come after refresh
 * tokens, which are deleted with their session.
 */
const removals: Record<string, Removal> = {
  refreshTokens: (db, most) =>
    db.$executeRaw`DELETE FROM refresh_tokens WHERE hash IN (SELECT hash FROM refresh_tokens LIMIT ${most})`,
  sessions: (db, most) => db.$executeRaw`DELETE FROM sessions WHERE id IN (SELECT id FROM sessions LIMIT ${most})`,
  idempotencyKeys: (db, most) => db.$executeRaw`
    DELETE FROM idempotency_keys WHERE (tenant_id, principal_id, endpoint_id, key) IN (
      SELECT tenant_id, principal_id, endpoint_id, key FROM idempotency_keys LIMIT ${most})`,
  accessChanges: (db, most) =>
    db.$executeRaw`DELETE FROM access_changes WHERE id IN (SELECT id FROM access_changes LIMIT ${most})`,
  mailedLinks: (db, most) =>
    db.$executeRaw`DELETE FROM mailed_links WHERE id IN (SELECT id FROM mailed_links LIMIT ${most})`,
  invitations: (db, most) =>
    db.$executeRaw`DELETE FROM invitations WHERE id IN (SELECT id FROM invitations LIMIT ${most})`,
  uploadParts: (db, most) => db.$executeRaw`
    DELETE FROM upload_parts WHERE (upload_id, position) IN (SELECT upload_id, position FROM upload_parts LIMIT ${most})`,
  orderImports: (db, most) =>
    db.$executeRaw`DELETE FROM order_imports WHERE id IN (SELECT id FROM order_imports LIMIT ${most})`,
  usageCounts: (db, most) => db.$executeRaw`
    DELETE FROM usage_counts WHERE (tenant_id, unit, starts_at, caller_id, class) IN (
      SELECT tenant_id, unit, starts_at, caller_id, class FROM usage_counts LIMIT ${most})`,
  tenantExports: (db, most) =>
    db.$executeRaw`DELETE FROM tenant_exports WHERE id IN (SELECT id FROM tenant_exports LIMIT ${most})`,
  securityCounts: (db, most) => db.$executeRaw`
    DELETE FROM security_counts WHERE (starts_at, kind) IN (SELECT starts_at, kind FROM security_counts LIMIT ${most})`,
  reports: (db, most) => db.$executeRaw`DELETE FROM reports WHERE id IN (SELECT id FROM reports LIMIT ${most})`,
}

/**
 * Removes expired rows in batches, each in its own transaction, so that no lock is held for long.
 * @returns how many rows of each kind
 */
export async function removeExpired(db: WorkerDatabase, { batchSize = 1_000 } = {}): Promise<Record<string, number>> {
  const removed: Record<string, number> = {}
  for (const [what, remove] of Object.entries(removals)) {
    removed[what] = 0
    for (let batch = 0; batch < mostBatches; batch++) {
      const count = await db.forHousekeeping(tx => remove(tx, batchSize))
      removed[what] += count
      if (count < batchSize) break
    }
  }
  return removed
}
