import { randomUUIDv7 } from 'node:crypto'
import { operatorTrail } from '@palisade/contracts'
import { createWorkerDatabase } from '@palisade/db'
import { beforeAll, expect, test } from 'vitest'
import { requireAccess } from '../../apps/worker/src/jobs/save-orders.ts'
import { describeOnServers, expectDenied } from './servers.ts'

describeOnServers('operators', on => {
  const operatorId = randomUUIDv7()
  const sessionId = randomUUIDv7()
  let owner: { id: string; userId: string }

  const present = { operatorId, sessionId }
  const entry = { actor: { kind: 'operator', id: operatorId }, requestId: null } as const

  beforeAll(async () => {
    const sql = `SELECT id, user_id AS "userId" FROM memberships WHERE tenant_id = $1 AND role = 'owner'`
    owner = (await on.owner.query(sql, [on.tenants.acme])).rows[0]
    const partner = `SELECT id, user_id FROM memberships WHERE tenant_id = $1 AND role = 'partner'`
    const { id, user_id } = (await on.owner.query(partner, [on.tenants.globex])).rows[0]
    await on.owner.query('INSERT INTO operators (id, user_id) VALUES ($1, $2)', [operatorId, user_id])
    await on.owner.query(
      `INSERT INTO sessions (id, tenant_id, member_id, user_id, client, user_agent, expires_at, ends_at, second_factor_at)
       VALUES ($1, $2, $3, $4, 'body', '', now() + interval '1 day', now() + interval '1 day', now())`,
      [sessionId, on.tenants.globex, id, user_id],
    )
  })

  const suspend = (by: typeof present) =>
    on.db.forConsole(by, tx => {
      tx.audit({
        ...entry,
        tenantId: on.tenants.globex,
        event: 'tenant.suspended',
        object: on.tenants.globex,
        facts: {},
      })
      return tx.tenant.updateMany({ where: { id: on.tenants.globex }, data: { state: 'active' } })
    })

  test('[S8] [P8] the console begins no transaction without an operator in a session with a second factor', async () => {
    expect(await suspend(present)).toEqual({ count: 1 })
    await expect(suspend({ operatorId: randomUUIDv7(), sessionId })).rejects.toThrow('may no longer act')
    await expect(suspend({ operatorId, sessionId: randomUUIDv7() })).rejects.toThrow('may no longer act')
    const change = (column: string, value: string) =>
      on.owner.query(`UPDATE sessions SET ${column} = ${value} WHERE id = $1`, [sessionId])
    await change('second_factor_at', 'NULL')
    await expect(suspend(present)).rejects.toThrow('may no longer act')
    await change('second_factor_at', 'now()')
    await change('revoked_at', 'now()')
    await expect(suspend(present)).rejects.toThrow('may no longer act')
    await change('revoked_at', 'NULL')
    expect(await suspend(present)).toEqual({ count: 1 })
  })

  test('[S8] [P8] the role of the console alone sees no tenant and changes none', async () => {
    const { rows } = await on.owner.query(`SELECT set_config('role', 'palisade_console', false)`)
    expect(rows).toHaveLength(1)
    try {
      expect((await on.owner.query('SELECT id FROM tenants')).rows).toEqual([])
      expect((await on.owner.query(`UPDATE tenants SET tier = 'enterprise'`)).rowCount).toBe(0)
      await on.owner.query(`SELECT set_config('app.operator_id', $1, false)`, [operatorId])
      expect((await on.owner.query('SELECT id FROM tenants')).rows).toEqual([])
    } finally {
      await on.owner.query('RESET ROLE')
      await on.owner.query('RESET app.operator_id')
    }
    await expectDenied(
      on,
      'console',
      'SELECT * FROM orders',
      'SELECT * FROM users',
      'SELECT * FROM sessions',
      'SELECT * FROM operators',
    )
  })

  test('[S83] [P7] the console changes no tenant without an entry, and writes none in the name of another operator', async () => {
    const where = { id: on.tenants.globex }
    const silent = on.db.forConsole(present, tx => tx.tenant.updateMany({ where, data: { tier: 'pro' } }))
    await expect(silent).rejects.toThrow(/without an entry in the audit trail/)
    const forged = on.db.forConsole(present, async tx => {
      const actor = { kind: 'operator', id: randomUUIDv7() } as const
      tx.audit({ ...entry, actor, tenantId: operatorTrail, event: 'operator.added', object: operatorId, facts: {} })
    })
    await expect(forged).rejects.toThrow(/row-level security/)
    const read = await on.db.forConsole(present, tx =>
      tx.auditEntry.findMany({ where: { tenantId: on.tenants.globex } }),
    )
    expect(read).toEqual([])
  })

  async function allow(expiresAt: string) {
    const id = randomUUIDv7()
    const { acme: tenantId } = on.tenants
    await on.owner.query('UPDATE support_accesses SET ended_at = now() WHERE ended_at IS NULL')
    await on.owner.query(
      `INSERT INTO support_accesses (id, tenant_id, member_id, expires_at) VALUES ($1, $2, $3, ${expiresAt})`,
      [id, tenantId, owner.id],
    )
    return id
  }

  const begin = (supportAccessId: string, changes: object = {}) => {
    const id = randomUUIDv7()
    const { acme: tenantId } = on.tenants
    const data = { id, tenantId, supportAccessId, memberId: owner.id, operatorId, sessionId, reason: '', ...changes }
    return on.db.forConsole(present, async tx => {
      tx.audit({ ...entry, tenantId, event: 'impersonation.started', object: id, facts: { member: owner.id } })
      await tx.impersonation.create({ data })
      return id
    })
  }

  test('[S8] [P8] no impersonation begins without a permission that holds, or in another name', async () => {
    const open = await allow(`now() + interval '1 hour'`)
    await expect(begin(randomUUIDv7())).rejects.toThrow(/row-level security/)
    await expect(begin(open, { operatorId: randomUUIDv7() })).rejects.toThrow(/row-level security/)
    await expect(begin(open, { memberId: randomUUIDv7() })).rejects.toThrow(/row-level security/)
    await expect(begin(open, { tenantId: on.tenants.globex })).rejects.toThrow()
    await expect(begin(await allow(`now() - interval '1 second'`))).rejects.toThrow(/row-level security/)
    await expectDenied(on, 'tenant', `INSERT INTO impersonations (id) VALUES (gen_random_uuid())`)
  })

  test('[P8] an impersonation reads and writes until its permission has expired', async () => {
    const access = await allow(`now() + interval '1 hour'`)
    const impersonationId = await begin(access)
    const sql = 'SELECT membership_version AS version FROM memberships WHERE id = $1'
    const membershipVersion = (await on.owner.query(sql, [owner.id])).rows[0].version
    const caller = { memberId: owner.id, membershipVersion, impersonationId }
    const read = () => on.db.readForTenant(on.tenants.acme, tx => tx.order.findMany({ take: 1 }), { caller })
    const write = () => on.db.forTenant(on.tenants.acme, tx => tx.order.count(), caller)
    const search = () => on.db.readForTenant(on.tenants.acme, tx => tx.searchOrders(['chair'], 1), { caller })
    const figures = () => on.db.readForTenant(on.tenants.acme, tx => tx.ordersByDay(new Date(0)), { caller })
    expect(await read()).toHaveLength(1)
    expect(await search()).toHaveLength(1)
    expect(await figures()).not.toEqual([])
    expect(await write()).toBeGreaterThan(0)
    await expect(
      on.db.forTenant(on.tenants.globex, tx => tx.order.count(), caller),
      'in another tenant',
    ).rejects.toThrow('may no longer act')
    await on.owner.query(`UPDATE support_accesses SET expires_at = now() WHERE id = $1`, [access])
    for (const act of [read, write, search, figures]) await expect(act()).rejects.toThrow('may no longer act')
  })

  test('[P8] a job saves what an operator has uploaded for a member only while support access goes on', async () => {
    const access = await allow(`now() + interval '1 hour'`)
    await begin(access)
    const version = 'SELECT membership_version AS version FROM memberships WHERE id = $1'
    const membershipVersion = (await on.owner.query(version, [owner.id])).rows[0].version
    const worker = createWorkerDatabase(on.workerUrl)
    const save = (tenantId: string, operator: string | null) =>
      worker.forTenant(tenantId, tx =>
        requireAccess(tx, { memberId: owner.id, membershipVersion, operatorId: operator }),
      )
    try {
      await save(on.tenants.acme, operatorId)
      await expect(save(on.tenants.globex, operatorId)).rejects.toThrow('has changed')
      await expect(save(on.tenants.acme, randomUUIDv7())).rejects.toThrow('has changed')
      await on.owner.query(`UPDATE support_accesses SET expires_at = now() WHERE id = $1`, [access])
      await expect(save(on.tenants.acme, operatorId)).rejects.toThrow('has changed')
      await save(on.tenants.acme, null)
    } finally {
      await worker.close()
    }
  })
})
