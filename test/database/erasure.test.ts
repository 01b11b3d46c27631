import { createHash, randomUUID } from 'node:crypto'
import { tenantDeletion } from '@palisade/contracts'
import { createDatabase, createWorkerDatabase, isUniqueViolation, type WorkerDatabase } from '@palisade/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runAudit } from '../../apps/api/src/cli/run-audit.ts'
import { eraseTenants } from '../../apps/worker/src/jobs/erase-tenants.ts'
import { fillEmptyTables } from './fill-empty-tables.ts'
import { type Connected, describeOnServers, expectDenied } from './servers.ts'

/** Every table that has rows with this id in a column, of any name and type that can hold it. */
async function tablesWith({ owner }: Connected, id: string): Promise<string[]> {
  const { rows } = await owner.query<{ table: string }>(`
    SELECT format('%I.%I', table_schema, table_name) AS "table" FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`)
  const found: string[] = []
  for (const { table } of rows) {
    const text = `SELECT FROM ${table} AS searched WHERE strpos(to_jsonb(searched)::text, $1) > 0 LIMIT 1`
    if ((await owner.query(text, [id])).rowCount) found.push(table)
  }
  return found
}

const idsIn = async ({ owner }: Connected, table: string, where: string, ...values: string[]) =>
  (await owner.query<{ id: string }>(`SELECT id FROM ${table} WHERE ${where}`, values)).rows.map(({ id }) => id)

/** Inserts what a test counts, and what constraints refuse of fillEmptyTables(), as the owner of the tables. */
async function fill({ owner, tenants: { acme } }: Connected): Promise<void> {
  const [member] = (
    await owner.query('SELECT id, user_id FROM memberships WHERE tenant_id = $1 AND role = $2', [acme, 'owner'])
  ).rows as { id: string; user_id: string }[]
  const service = randomUUID()
  const insert = (sql: string, ...values: unknown[]) => owner.query(sql, [acme, ...values])
  await insert(
    `INSERT INTO tenant_origins (id, tenant_id, origin, added_by) VALUES (gen_random_uuid(), $1, 'https://a.example', $2)`,
    member?.id,
  )
  await insert(`INSERT INTO memberships (id, tenant_id, role) VALUES ($2, $1, 'service')`, service)
  await insert(
    `INSERT INTO service_accounts (id, tenant_id, name, scopes, created_by) VALUES ($2, $1, 'x', '{}', $3)`,
    service,
    member?.id,
  )
  for (const account of [service, null])
    await insert(
      `INSERT INTO api_keys (id, tenant_id, created_by, service_account_id, name, hint, hash, scopes, expires_at)
       VALUES (gen_random_uuid(), $1, $2, $3, 'x', 'x', gen_random_uuid()::text, '{}', now())`,
      member?.id,
      account,
    )
  await insert(
    `INSERT INTO client_keys (id, tenant_id, service_account_id, name, kid, alg, jwk, thumbprint, created_by)
     VALUES (gen_random_uuid(), $1, $2, 'x', 'x', 'x', '{}', 'x', $3)`,
    service,
    member?.id,
  )
  await insert(
    `INSERT INTO invitations (id, tenant_id, email, role, invited_by, expires_at)
     VALUES (gen_random_uuid(), $1, 'x@example.test', 'member', $2, now())`,
    member?.id,
  )
  await insert(
    `INSERT INTO sessions (id, tenant_id, member_id, user_id, client, user_agent, expires_at, ends_at)
     VALUES ($2, $1, $3, $4, 'body', '', now(), now())`,
    service,
    member?.id,
    member?.user_id,
  )
  await owner.query(
    `INSERT INTO refresh_tokens (hash, session_id, successor_salt, expires_at) VALUES ('x', $1, '', now())`,
    [service],
  )
  await insert(
    `INSERT INTO order_imports (id, tenant_id, requested_by, membership_version, format, bytes)
     VALUES (gen_random_uuid(), $1, $2, 1, 'csv', 1)`,
    member?.id,
  )
  await insert(
    `INSERT INTO usage_counts VALUES ($1, 'day', now(), 'api-key', gen_random_uuid(), 'read', 1, 1, 0, 0, 0)`,
  )
  await insert(
    `INSERT INTO support_accesses (id, tenant_id, member_id, expires_at) VALUES ($3, $1, $2, now())`,
    member?.id,
    service,
  )
  await insert(
    `INSERT INTO impersonations (id, tenant_id, support_access_id, member_id, operator_id, session_id, reason)
     VALUES (gen_random_uuid(), $1, $2, $3, gen_random_uuid(), gen_random_uuid(), 'x')`,
    service,
    member?.id,
  )
  await insert(
    `INSERT INTO tenant_exports (id, tenant_id, requested_by, membership_version) VALUES ($3, $1, $2, 1)`,
    member?.id,
    service,
  )
  await insert(
    `INSERT INTO access_changes (id, tenant_id, what, object_id) VALUES (gen_random_uuid(), $1, 'tenant', $1)`,
  )
}

/** As if the wait had begun long ago. */
const waitIsOver = ({ owner, tenants }: Connected) =>
  owner.query(`UPDATE tenants SET state = 'deleting', erase_after = now() - interval '1 minute' WHERE id = $1`, [
    tenants.acme,
  ])

describeOnServers('the erasure of a tenant', on => {
  let worker: WorkerDatabase

  beforeAll(() => {
    worker = createWorkerDatabase(on.workerUrl)
  })
  afterAll(() => worker?.close())

  test('[S8] a transaction of a tenant can neither end a suspension nor have the tenant erased at once', async () => {
    const { db, tenants } = on
    const { acme: id } = tenants
    const change = (data: object) =>
      db.forTenant(id, async tx => {
        tx.audit({
          tenantId: id,
          event: 'tenant.deletion-requested',
          actor: { kind: 'system', id: null },
          object: id,
          requestId: null,
          facts: {},
        })
        await tx.tenant.updateMany({ where: { id }, data })
      })
    const soon = new Date(Date.now() + 60_000)
    await expect(change({ state: 'deleting', eraseAfter: soon })).rejects.toThrow(/by its deletion alone/)
    await on.owner.query(`UPDATE tenants SET state = 'suspended' WHERE id = $1`, [id])
    await expect(change({ state: 'active' })).rejects.toThrow(/by its deletion alone/)
    await on.owner.query(`UPDATE tenants SET state = 'active' WHERE id = $1`, [id])
    await expect(change({ tier: 'enterprise' })).rejects.toThrow(/permission denied/)
  })

  test('[S8] a worker erases nothing of a tenant before its wait is over, nor while it is suspended', async () => {
    const { owner, tenants } = on
    const { erasure } = worker
    expect(await erasure.findDue()).toEqual([])
    expect(await erasure.begin(tenants.acme)).toBe(false)
    expect(await erasure.eraseRows(tenants.acme, 'order_lines', 10)).toBe(0)
    expect(await erasure.eraseMembers(tenants.acme, 10)).toBe(0)
    await expectDenied(on, 'eraser', 'SELECT note FROM orders')
    await expectDenied(on, 'job', 'DELETE FROM orders')
    await waitIsOver(on)
    await owner.query(`UPDATE tenants SET state = 'suspended' WHERE id = $1`, [tenants.acme])
    expect(await eraseTenants(erasure)).toEqual({ erased: 0 })
    await owner.query(`UPDATE tenants SET state = 'active', erase_after = NULL WHERE id = $1`, [tenants.acme])
  })

  test('[S75] the wait begins again when a suspension ends, because nobody could keep the tenant meanwhile', async () => {
    const { owner, tenants } = on
    const resume = () => owner.query(`UPDATE tenants SET state = 'active' WHERE id = $1`, [tenants.acme])
    const wait = 'extract(epoch FROM erase_after - now())::integer AS seconds'
    const read = async () =>
      (await owner.query(`SELECT state, ${wait} FROM tenants WHERE id = $1`, [tenants.acme])).rows[0]
    await waitIsOver(on)
    await owner.query(`UPDATE tenants SET state = 'suspended' WHERE id = $1`, [tenants.acme])
    await resume()
    const { state, seconds } = await read()
    expect(state).toBe('deleting')
    expect(Math.abs(seconds - tenantDeletion.waitMs / 1_000)).toBeLessThan(600)
    expect(await eraseTenants(worker.erasure)).toEqual({ erased: 0 })
    // Without a suspension, an operator who resumes the tenant changes nothing of the wait.
    await owner.query(`UPDATE tenants SET erase_after = now() + interval '1 day' WHERE id = $1`, [tenants.acme])
    await resume()
    expect((await read()).seconds).toBeLessThanOrEqual(86_400)
    await owner.query(`UPDATE tenants SET state = 'active', erase_after = NULL WHERE id = $1`, [tenants.acme])
  })

  test('ends at any step, and the next run goes on until no table but the proof has the id of the tenant', async () => {
    const { db, owner, tenants } = on
    const { acme, globex } = tenants
    await fill(on)
    await db.forTenant(acme, tx => tx.queueJob('reports.compute', randomUUID()))
    // The admin is also an operator of the platform, and keeps the account for that.
    const kept = `email NOT LIKE '%@acme.test' OR email = 'admin@acme.test'`
    await owner.query(
      `INSERT INTO operators (id, user_id) SELECT gen_random_uuid(), id FROM users WHERE email = 'admin@acme.test'`,
    )
    const people = await idsIn(on, 'users', `NOT (${kept})`)
    const others = await idsIn(on, 'users', kept)
    const members = await idsIn(on, 'memberships', 'tenant_id = $1', acme)
    const ordersOfGlobex = await idsIn(on, 'orders', 'tenant_id = $1', globex)
    expect(people.length * others.length * ordersOfGlobex.length).toBeGreaterThan(0)
    // The test is about a table only when it has rows.
    const tables = await worker.erasure.listTables(acme)
    await fillEmptyTables(owner, acme, tables.toReversed())
    for (const table of tables)
      expect((await owner.query(`SELECT FROM ${table} WHERE tenant_id = $1 LIMIT 1`, [acme])).rowCount, table).toBe(1)

    await waitIsOver(on)
    // Each run ends after two full batches, as if the worker had died.
    for (let run = 0; run < 3; run++) {
      let asked = 0
      const isOver = () => ++asked > 2
      expect(await eraseTenants(worker.erasure, { batchSize: 7, isOver })).toEqual({ erased: 0 })
    }
    const [state] = (await owner.query('SELECT state FROM tenants WHERE id = $1', [acme])).rows
    expect(state).toEqual({ state: 'erasing' })
    const cancel = `UPDATE tenants SET state = 'active', erase_after = NULL WHERE id = $1`
    await expect(owner.query(cancel, [acme])).rejects.toThrow(/is being erased/)
    expect(await eraseTenants(worker.erasure)).toEqual({ erased: 1 })

    expect(await tablesWith(on, acme)).toEqual(['public.audit_entries', 'public.audit_heads', 'public.erased_tenants'])
    for (const id of [...members, ...people]) {
      const left = await tablesWith(on, id)
      expect(
        left.filter(table => table !== 'public.audit_entries'),
        id,
      ).toEqual([])
    }
    expect((await idsIn(on, 'users', 'true')).sort()).toEqual(others.sort())
    expect((await idsIn(on, 'orders', 'true')).sort()).toEqual(ordersOfGlobex.sort())
  })

  test('leaves a proof: when, how much, a hash of the slug, and the head of the trail; nothing changes it', async () => {
    const { owner, tenants } = on
    const [proof] = (await owner.query('SELECT * FROM erased_tenants')).rows
    const [head] = (await owner.query('SELECT seq, hash FROM audit_heads WHERE tenant_id = $1', [tenants.acme])).rows
    const [entry] = (
      await owner.query('SELECT event, hash FROM audit_entries WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1', [
        tenants.acme,
      ])
    ).rows
    expect(proof).toMatchObject({
      tenant_id: tenants.acme,
      slug_hash: createHash('sha256').update('acme').digest('hex'),
      erased_at: expect.any(Date),
      counts: { orders: 36, memberships: 6, users: 3, sessions: 1, api_keys: 2, tenant_origins: 1 },
      ...head,
    })
    expect(entry).toEqual({ event: 'tenant.erased', hash: head?.hash })
    for (const sql of ['UPDATE erased_tenants SET seq = 1', 'DELETE FROM erased_tenants', 'TRUNCATE erased_tenants'])
      await expect(owner.query(sql), sql).rejects.toThrow(/stays as it is/)
  })

  test('[P7] the trail of the tenant can still be verified, up to the entry that the proof names', async () => {
    const { acme } = on.tenants
    const operator = createDatabase(on.ownerUrl, { maxConnections: 1 })
    const lines: string[] = []
    const audit = (command: 'erased' | 'verify') =>
      runAudit(operator, { command, ...(command === 'verify' && { tenant: acme }) }, line => lines.push(line))
    expect(await audit('verify')).toBe(true)
    expect(await audit('erased')).toBe(true)
    await operator.close()
    const [, hash] = /the last one ([0-9a-f]{64})$/.exec(lines[0] ?? '') ?? []
    expect(lines[1]).toContain(`${acme} erased `)
    expect(lines[1]).toContain(`trail ends at`)
    expect(lines[1]).toContain(hash)
  })

  test('keeps the slug from everybody else for 90 days', async () => {
    const { db, owner } = on
    const create = () =>
      db.forIdentity(async tx => {
        const id = randomUUID()
        await tx.tenant.create({ data: { id, slug: 'acme', name: 'Another' } })
        tx.audit({
          tenantId: id,
          event: 'tenant.created',
          actor: { kind: 'system', id: null },
          object: id,
          requestId: null,
          facts: {},
        })
      })
    const refused = await create().catch(error => error)
    expect(isUniqueViolation(refused, 'slug'), String(refused)).toBe(true)
    await owner.query('ALTER TABLE erased_tenants DISABLE TRIGGER keep_proof')
    const ago = (ms: number) => owner.query('UPDATE erased_tenants SET erased_at = $1', [new Date(Date.now() - ms)])
    await ago(tenantDeletion.slugReservedMs - 60_000)
    await expect(create()).rejects.toThrow()
    await ago(tenantDeletion.slugReservedMs + 60_000)
    await create()
  })
})
