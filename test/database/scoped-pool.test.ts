import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inScope, type Scope, ScopedPool } from '../../packages/db/src/scoped-pool.ts'
import { describeOnServers } from './servers.ts'

const settings = {
  text: `SELECT current_setting('role') AS role, coalesce(current_setting('app.tenant_id', true), '') AS tenant`,
}
const nothing = { role: 'none', tenant: '' }

describeOnServers('[S8] [S23] one connection', on => {
  let pool: ScopedPool
  const tenant = (tenantId: string): Scope => ({ role: 'palisade_tenant', tenantId })
  const send = (client: pg.Pool | pg.ClientBase, text: string) => client.query<pg.QueryResultRow>({ text })
  const readSettings = async (client: pg.Pool | pg.ClientBase) => (await client.query(settings)).rows[0]
  /** What is set on the connection between transactions, past the pool's own rule. */
  const leftovers = async (client: pg.PoolClient) => {
    const plainQuery = pg.Client.prototype.query.bind(client) as typeof client.query
    return (await plainQuery(settings)).rows[0]
  }

  beforeEach(() => {
    pool = new ScopedPool({ connectionString: on.url, max: 1 })
    pool.on('error', () => {})
  })
  afterEach(() => pool.end())

  test('sends nothing outside a scope', async () => {
    const client = await pool.connect()
    expect(() => pool.query(settings)).toThrow(/outside forTenant/)
    expect(() => client.query(settings)).toThrow(/outside forTenant/)
    client.release()
  })

  test('a statement runs as its role for its tenant, and leaves no settings on the connection', async () => {
    const tenantId = randomUUID()
    const client = await pool.connect()
    await inScope(tenant(tenantId), async () => {
      expect(await readSettings(client)).toEqual({ role: 'palisade_tenant', tenant: tenantId })
    })
    expect(await leftovers(client)).toEqual(nothing)
    client.release()
  })

  test('a statement that fails leaves no settings on the connection, and the next one runs', async () => {
    const client = await pool.connect()
    await inScope(tenant(randomUUID()), () => expect(send(client, 'SELECT 1 / 0')).rejects.toThrow(/division by zero/))
    expect(await leftovers(client)).toEqual(nothing)
    const tenantId = randomUUID()
    await inScope(tenant(tenantId), async () => expect(await readSettings(client)).toMatchObject({ tenant: tenantId }))
    client.release()
  })

  test('a statement is skipped when its role cannot be taken', async () => {
    const create = () => send(pool, 'CREATE TABLE public.too_late (id int)')
    const unknown = { role: 'nobody', tenantId: randomUUID() } as never
    await inScope(unknown, () => expect(create()).rejects.toThrow(/role "nobody" does not exist/))
    const found = await inScope(tenant(randomUUID()), () =>
      send(pool, `SELECT to_regclass('public.too_late') AS found`),
    )
    expect(found.rows).toEqual([{ found: null }])
  })

  for (const end of ['COMMIT', 'ROLLBACK']) {
    test(`BEGIN carries the scope as far as ${end}`, async () => {
      const tenantId = randomUUID()
      const client = await pool.connect()
      await inScope(tenant(tenantId), () => send(client, 'BEGIN'))
      expect(await readSettings(client)).toEqual({ role: 'palisade_tenant', tenant: tenantId })
      expect(await readSettings(client)).toEqual({ role: 'palisade_tenant', tenant: tenantId })
      await send(client, end)
      expect(await leftovers(client)).toEqual(nothing)
      client.release()
    })
  }

  test('a failed transaction keeps its scope until its rollback', async () => {
    const client = await pool.connect()
    await inScope(tenant(randomUUID()), () => send(client, 'BEGIN'))
    await expect(send(client, 'SELECT 1 / 0')).rejects.toThrow(/division by zero/)
    await expect(readSettings(client)).rejects.toThrow(/current transaction is aborted/)
    await send(client, 'ROLLBACK')
    expect(await leftovers(client)).toEqual(nothing)
    client.release()
  })

  test('statements in the queue for a connection keep their tenants', async () => {
    const tenantIds = Array.from({ length: 50 }, () => randomUUID())
    const seen = await Promise.all(tenantIds.map(id => inScope(tenant(id), () => readSettings(pool))))
    expect(seen.map(({ tenant }) => tenant)).toEqual(tenantIds)
  })
})
