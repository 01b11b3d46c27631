import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorkerDatabase, migrate, type WorkerDatabase } from '@palisade/db'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@palisade/db/embedded'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeExpired } from './remove-expired.ts'

const [tenant, user] = [randomUUIDv7(), randomUUIDv7()]
const past = 5
let folder: string
let postgres: EmbeddedPostgres
let owner: pg.Client
let db: WorkerDatabase

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-retention-'))
  postgres = await startEmbeddedPostgres(folder)
  await migrate({ url: postgres.url })
  owner = new pg.Client({ connectionString: postgres.url })
  await owner.connect()
  db = createWorkerDatabase(postgres.url)
  await owner.query(`INSERT INTO tenants (id, slug, name) VALUES ($1, 'acme', 'Acme')`, [tenant])
  await owner.query(`INSERT INTO users (id, email, name, password_hash) VALUES ($1, 'a@acme.test', 'A', '')`, [user])
  await owner.query(`INSERT INTO memberships (id, tenant_id, user_id, role) VALUES ($1, $2, $1, 'owner')`, [
    user,
    tenant,
  ])
})

afterAll(async () => {
  await owner.end()
  await db.close()
  await postgres.stop()
  await rm(folder, { recursive: true })
})

/** A session with one token, that ended so many hours ago. */
async function insertSession(hoursAgo: number, tokenHoursAgo = hoursAgo): Promise<void> {
  const id = randomUUIDv7()
  await owner.query(
    `INSERT INTO sessions (id, tenant_id, member_id, user_id, client, user_agent, expires_at, ends_at)
     VALUES ($1, $2, $3, $3, 'body', '', now() - make_interval(hours => $4), now() + interval '30 days')`,
    [id, tenant, user, hoursAgo],
  )
  await owner.query(
    `INSERT INTO refresh_tokens (hash, session_id, successor_salt, expires_at)
     VALUES ($1, $2, '', now() - make_interval(hours => $3))`,
    [id, id, tokenHoursAgo],
  )
}

/** A mailed link that expired so many hours ago. */
const insertLink = (hoursAgo: number) =>
  owner.query(
    `INSERT INTO mailed_links (id, purpose, email, expires_at)
     VALUES ($1, 'password-reset', 'a@acme.test', now() - make_interval(hours => $2))`,
    [randomUUIDv7(), hoursAgo],
  )

/** An invitation that expired so many days ago. */
const insertInvitation = (daysAgo: number) =>
  owner.query(
    `INSERT INTO invitations (id, tenant_id, email, role, invited_by, expires_at)
     VALUES ($1::uuid, $2, $1::uuid::text, 'member', $3, now() - make_interval(days => $4))`,
    [randomUUIDv7(), tenant, user, daysAgo],
  )

/** An invitation that was accepted or revoked so many hours ago, and would work for days. */
const insertClosed = (column: 'accepted_at' | 'revoked_at', hoursAgo: number) =>
  owner.query(
    `INSERT INTO invitations (id, tenant_id, email, role, invited_by, expires_at, ${column})
     VALUES ($1, $2, 'a@acme.test', 'member', $3, now() + interval '6 days', now() - make_interval(hours => $4))`,
    [randomUUIDv7(), tenant, user, hoursAgo],
  )

const insertKey = (hoursAgo: number) =>
  owner.query(
    `INSERT INTO idempotency_keys (tenant_id, principal_id, endpoint_id, key, request_hash, response, created_at)
     VALUES ($1, $2, 'orders.create', $3, '', '{}', now() - make_interval(hours => $4))`,
    [tenant, user, randomUUIDv7(), hoursAgo],
  )

const insertReport = (daysAgo: number) =>
  owner.query(
    `INSERT INTO reports (id, tenant_id, requested_by, created_from, created_before, created_at)
     VALUES ($1, $2, $3, now(), now(), now() - make_interval(days => $4))`,
    [randomUUIDv7(), tenant, user, daysAgo],
  )

const insertImport = (daysAgo: number) =>
  owner.query(
    `INSERT INTO order_imports (id, tenant_id, requested_by, membership_version, format, bytes, created_at)
     VALUES ($1, $2, $3, 1, 'csv', 1, now() - make_interval(days => $4))`,
    [randomUUIDv7(), tenant, user, daysAgo],
  )

const insertUploadPart = (hoursAgo: number) =>
  owner.query(
    `INSERT INTO upload_parts (tenant_id, upload_id, position, bytes, created_at)
     VALUES ($1, $2, 0, 'x', now() - make_interval(hours => $3))`,
    [tenant, randomUUIDv7(), hoursAgo],
  )

const insertExport = (hoursAgo: number) =>
  owner.query(
    `INSERT INTO tenant_exports (id, tenant_id, requested_by, membership_version, expires_at)
     VALUES ($1, $2, $3, 1, now() - make_interval(hours => $4))`,
    [randomUUIDv7(), tenant, user, hoursAgo],
  )

const insertChange = (minutesAgo: number) =>
  owner.query(
    `INSERT INTO access_changes (id, tenant_id, what, object_id, at)
     VALUES ($1, $2, 'member', $3, now() - make_interval(mins => $4))`,
    [randomUUIDv7(), tenant, user, minutesAgo],
  )

const insertUsage = (unit: 'hour' | 'day', daysAgo: number) =>
  owner.query(
    `INSERT INTO usage_counts
     VALUES ($1, $2, now() - make_interval(days => $3), 'api-key', $4, 'read', 1, 1, 0, 0, 0)`,
    [tenant, unit, daysAgo, randomUUIDv7()],
  )

const insertSecurityCount = (daysAgo: number, kind: string) =>
  owner.query('INSERT INTO security_counts VALUES (now() - make_interval(days => $1), $2, 1)', [daysAgo, kind])

async function count(): Promise<number[]> {
  const tables = [
    'sessions',
    'refresh_tokens',
    'idempotency_keys',
    'access_changes',
    'mailed_links',
    'reports',
    'invitations',
    'order_imports',
    'upload_parts',
    'usage_counts',
    'tenant_exports',
    'security_counts',
  ]
  const counts = tables.map(table => `(SELECT count(*)::int FROM ${table})`)
  const { rows } = await owner.query({ text: `SELECT ${counts.join(', ')}`, rowMode: 'array' })
  return rows[0] ?? []
}

test('[S74] expired rows of all tenants are removed in batches, and no others', async () => {
  for (let index = 0; index < past; index++) {
    await insertSession(25)
    await insertKey(25)
    await insertChange(61)
    await insertReport(31)
    await insertLink(25)
    await insertInvitation(31)
    await insertImport(31)
    await insertUploadPart(25)
    await insertUsage('hour', 3)
    await insertUsage('day', 93)
    await insertExport(1)
    await insertSecurityCount(3, `kind-${index}`)
  }
  // Over for an hour; still alive; alive with a token that was exchanged long ago.
  for (const [hoursAgo, tokenHoursAgo] of [[1], [-1], [-1, 25]] as const) await insertSession(hoursAgo, tokenHoursAgo)
  await insertKey(23)
  await insertChange(59)
  await insertReport(29)
  await insertLink(23)
  await insertInvitation(29)
  await insertImport(29)
  await insertUploadPart(23)
  await insertUsage('hour', 1)
  await insertUsage('day', 91)
  await insertExport(-1)
  await insertSecurityCount(1, 'kind')
  for (const column of ['accepted_at', 'revoked_at'] as const) {
    await insertClosed(column, 25)
    await insertClosed(column, 23)
  }

  const removed = await removeExpired(db, { batchSize: 2 })
  expect(removed).toEqual({
    refreshTokens: past + 1,
    sessions: past,
    idempotencyKeys: past,
    accessChanges: past,
    mailedLinks: past,
    invitations: past + 2,
    uploadParts: past,
    orderImports: past,
    usageCounts: 2 * past,
    tenantExports: past,
    securityCounts: past,
    reports: past,
  })
  expect(await count()).toEqual([3, 2, 1, 1, 1, 1, 3, 1, 1, 2, 1, 1])
  expect(await removeExpired(db)).toEqual({
    refreshTokens: 0,
    sessions: 0,
    idempotencyKeys: 0,
    accessChanges: 0,
    mailedLinks: 0,
    invitations: 0,
    uploadParts: 0,
    orderImports: 0,
    usageCounts: 0,
    tenantExports: 0,
    securityCounts: 0,
    reports: 0,
  })
})

test('[S8] even a DELETE without a condition removes no valid rows', async () => {
  const before = await count()
  await db.forHousekeeping(tx => tx.$executeRaw`DELETE FROM sessions`)
  await db.forHousekeeping(tx => tx.$executeRaw`DELETE FROM reports`)
  expect(await count()).toEqual(before)
  await expect(db.forHousekeeping(tx => tx.$executeRaw`DELETE FROM orders`)).rejects.toThrow(/permission denied/)
  await expect(db.forHousekeeping(tx => tx.$executeRaw`DELETE FROM users`)).rejects.toThrow(/permission denied/)
})
