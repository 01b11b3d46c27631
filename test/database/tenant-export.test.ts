import { randomUUIDv7 } from 'node:crypto'
import { createWorkerDatabase, type WorkerDatabase } from '@palisade/db'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { listExportKinds } from '../../apps/worker/src/jobs/export-kinds.ts'
import { exportTenant, failExport } from '../../apps/worker/src/jobs/export-tenant.ts'
import { removeExpired } from '../../apps/worker/src/jobs/remove-expired.ts'
import { describeOnServers, expectDenied } from './servers.ts'

/** By table of a tenant that no migration exports by `export_with_tenant`: in which kind of record its rows are. */
const kindOf: Record<string, string> = {
  api_keys: 'api-key',
  client_keys: 'client-key',
  impersonations: 'impersonation',
  invitations: 'invitation',
  order_events: 'order',
  order_imports: 'order-import',
  order_lines: 'order',
  orders: 'order',
  reports: 'report',
  service_accounts: 'service-account',
  tenant_logos: 'logo',
  tenant_origins: 'domain',
  usage_counts: 'usage',
}

/** By table: why it is not exported. */
const leftOut: Record<string, string> = {
  access_changes: 'what nodes tell each other, for an hour',
  idempotency_keys: 'answers that are kept for a day',
  operator_reasons: 'notes of operators; those of impersonations are in their records',
  'search.orders': 'the texts of orders again',
  sessions: 'they belong to persons, who see them under Account',
  tenant_export_parts: 'the export itself',
  tenant_exports: 'the export itself',
  upload_parts: 'a file that an import is reading',
}

describeOnServers('the export of a tenant', on => {
  let worker: WorkerDatabase
  let owner: string
  let job: { tenantId: string; id: string }

  beforeAll(async () => {
    worker = createWorkerDatabase(on.workerUrl)
    const members = `SELECT id FROM memberships WHERE tenant_id = $1 AND role = 'owner'`
    owner = (await on.owner.query<{ id: string }>(members, [on.tenants.acme])).rows[0]?.id ?? ''
  })
  afterAll(() => worker?.close())

  beforeEach(async () => {
    job = { tenantId: on.tenants.acme, id: randomUUIDv7() }
    await on.owner.query('DELETE FROM tenant_exports')
    await on.owner.query(
      'INSERT INTO tenant_exports (id, tenant_id, requested_by, membership_version) VALUES ($1, $2, $3, 1)',
      [job.id, job.tenantId, owner],
    )
  })

  const readRow = async () => (await on.owner.query('SELECT * FROM tenant_exports WHERE id = $1', [job.id])).rows[0]

  const readFile = async () => {
    const text = 'SELECT lines FROM tenant_export_parts WHERE export_id = $1 ORDER BY position'
    return (await on.owner.query<{ lines: string }>(text, [job.id])).rows.map(({ lines }) => lines).join('')
  }

  test('has every table of tenants, or says why not', async () => {
    const tables = await worker.erasure.listTables(on.tenants.acme)
    const [exported, kinds] = await worker.forExport(on.tenants.acme, async tx => [
      (await tx.exportedTables.list()).map(({ name }) => name),
      (await listExportKinds(tx)).map(({ name }) => name),
    ])
    expect(tables.toSorted()).toEqual([...exported, ...Object.keys(kindOf), ...Object.keys(leftOut)].sort())
    expect(kinds).toEqual([...new Set(kinds)])
    for (const [table, kind] of Object.entries(kindOf)) expect(kinds, table).toContain(kind)
  })

  test('has each table that a migration adds by one call, with the columns that the call names', async () => {
    const { owner, tenants } = on
    await owner.query('CREATE TABLE tried (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, full_name text, token text)')
    onTestFinished(async () => void (await owner.query('DROP TABLE tried')))
    await owner.query(
      `SELECT protect_tenant_table('tried', 'SELECT'), export_with_tenant('tried', 'try', 'id, full_name')`,
    )
    const id = randomUUIDv7()
    await owner.query(`INSERT INTO tried VALUES ($1, $2, 'Ada', 'secret')`, [id, tenants.acme])
    await owner.query(`INSERT INTO tried VALUES ($1, $2, 'Bob', 'secret')`, [randomUUIDv7(), tenants.globex])
    await expectDenied(on, 'exporter', 'SELECT token FROM tried')

    expect(await exportTenant(worker, job)).toEqual({ status: 'done' })
    const lines = (await readFile()).split('\n')
    expect(lines.filter(line => line.includes('"kind":"try"'))).toEqual([
      JSON.stringify({ kind: 'try', id, fullName: 'Ada' }),
    ])
    expect(lines.at(-2)).toBe(JSON.stringify({ kind: 'end', records: lines.length - 2 }))
  })

  test('reads no secret: the database refuses it', async () => {
    await expectDenied(
      on,
      'exporter',
      'SELECT hash FROM api_keys',
      'SELECT jwk FROM client_keys',
      'SELECT token_hash FROM invitations',
      'SELECT token FROM tenant_origins',
      'SELECT password_hash FROM users',
      'SELECT session_id FROM impersonations',
      'SELECT * FROM sessions',
      'SELECT * FROM second_factors',
      'UPDATE orders SET note = note',
    )
  })

  test('goes on after a worker died at any part, and is the same file as without', async () => {
    expect(await exportTenant(worker, job)).toEqual({ status: 'done' })
    const whole = await readFile()
    expect(whole.split('\n').length).toBeGreaterThan(36)
    const { id: _, progress: __, created_at: ___, finished_at: ____, expires_at: _____, ...facts } = await readRow()
    expect(facts).toMatchObject({ status: 'done', records: facts.records_total, bytes: Buffer.byteLength(whole) })

    await on.owner.query(
      'UPDATE tenant_exports SET status = $1, finished_at = NULL, expires_at = NULL, progress = NULL',
      ['queued'],
    )
    await on.owner.query('UPDATE tenant_exports SET records = 0, bytes = 0, parts = 0')
    await on.owner.query('DELETE FROM tenant_export_parts')
    let died = 0
    for (let steps = 1; (await readRow()).finished_at === null; steps++) {
      // Its last transaction is rolled back.
      let left = 1 + (steps % 3)
      const dying: WorkerDatabase = {
        ...worker,
        forExport: (tenantId, work) =>
          worker.forExport(tenantId, async tx => {
            const result = await work(tx)
            left -= 1
            if (left < 0) throw new Error('the worker died')
            return result
          }),
      }
      await exportTenant(dying, job).catch(() => died++)
    }
    expect(died).toBeGreaterThan(3)
    expect(await readFile()).toBe(whole)
    expect(await readRow()).toMatchObject(facts)
  })

  test('is removed when it becomes too large, when its owner is no owner any more, and after its last attempt', async () => {
    expect(await exportTenant(worker, job, { mostBytes: 5_000 })).toEqual({ status: 'too-large' })
    expect(await readRow()).toMatchObject({ status: 'too-large', bytes: 0, finished_at: expect.any(Date) })
    expect(await readFile()).toBe('')
    await on.owner.query(`UPDATE tenant_exports SET status = 'running', finished_at = NULL`)
    expect(await failExport(worker, job)).toEqual({ status: 'failed' })
    expect(await failExport(worker, job)).toEqual({})
    await on.owner.query(`UPDATE tenant_exports SET status = 'running', finished_at = NULL, membership_version = 2`)
    expect(await exportTenant(worker, job)).toEqual({ status: 'failed' })
  })

  test('is removed when its time is over', async () => {
    await exportTenant(worker, job)
    expect(await removeExpired(worker)).toMatchObject({ tenantExports: 0 })
    await on.owner.query(`UPDATE tenant_exports SET expires_at = now() - interval '1 second'`)
    expect(await removeExpired(worker)).toMatchObject({ tenantExports: 1 })
    expect(await readFile()).toBe('')
  })
})
