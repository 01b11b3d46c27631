import { randomUUID, randomUUIDv7 } from 'node:crypto'
import { createDatabase, createWorkerDatabase, type Database } from '@palisade/db'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RecordedChange } from '../../packages/db/src/access-changes.ts'
import { type Caller, CallerRefusedError } from '../../packages/db/src/scoped-pool.ts'
import { describeOnServers } from './servers.ts'

describeOnServers('access changes', on => {
  let owner: pg.Client
  let db: Database
  let tenantId: string
  let memberId: string
  let byToken: Caller
  let byKey: Caller
  const announced: RecordedChange[] = []

  beforeAll(async () => {
    owner = on.owner
    tenantId = on.tenants.acme
    db = createDatabase(on.url, {
      maxConnections: 2,
      onAnnounced: async changes => void announced.push(...changes),
    })
    const { rows } = await owner.query(`SELECT id, user_id FROM memberships WHERE tenant_id = $1 AND role = 'member'`, [
      tenantId,
    ])
    memberId = rows[0].id
    const [sessionId, keyId] = [randomUUIDv7(), randomUUIDv7()]
    await owner.query(
      `INSERT INTO sessions (id, tenant_id, member_id, user_id, client, user_agent, expires_at, ends_at)
         VALUES ($1, $2, $3, $4, 'body', '', now() + interval '1 day', now() + interval '1 day')`,
      [sessionId, tenantId, memberId, rows[0].user_id],
    )
    await owner.query(
      `INSERT INTO api_keys (id, tenant_id, created_by, name, hint, hash, expires_at)
         VALUES ($1, $2, $3, '', '', $4, now() + interval '1 day')`,
      [keyId, tenantId, memberId, randomUUID()],
    )
    byToken = { memberId, membershipVersion: 1, sessionId }
    byKey = { memberId, membershipVersion: 1, keyId }
  })

  afterAll(async () => {
    await db.close()
  })

  const count = (caller?: Caller, tenant = tenantId) => db.forTenant(tenant, tx => tx.order.count(), caller)

  /** What the transaction of a write is refused for while `change` holds. */
  async function refusalsWhile(change: string, revert: string): Promise<unknown[]> {
    await owner.query(change)
    try {
      return await Promise.all([byToken, byKey].map(caller => count(caller).catch(error => error)))
    } finally {
      await owner.query(revert)
    }
  }

  describe('[S27] a transaction for a caller', () => {
    test('runs while the caller still has the access that the request was admitted with', async () => {
      expect(await count(byToken)).toBe(36)
      expect(await count(byKey)).toBe(36)
    })

    for (const [what, change, revert] of [
      ['the role has changed', 'membership_version = 2', 'membership_version = 1'],
      ['the member is disabled', 'disabled_at = now()', 'disabled_at = NULL'],
    ] as const) {
      test(`does not begin once ${what}`, async () => {
        const set = (values: string) => `UPDATE memberships SET ${values} WHERE id = '${memberId}'`
        const refused = await refusalsWhile(set(change), set(revert))
        expect(refused).toEqual([expect.any(CallerRefusedError), expect.any(CallerRefusedError)])
        expect(refused).toMatchObject([{ reason: 'access-changed' }, { reason: 'access-changed' }])
      })
    }

    test('does not begin once the session has ended, or the API key was revoked', async () => {
      const set = (table: string, value: string) =>
        `UPDATE ${table} SET revoked_at = ${value} WHERE tenant_id = '${tenantId}'`
      const ended = await refusalsWhile(set('sessions', 'now()'), set('sessions', 'NULL'))
      expect(ended).toMatchObject([{ reason: 'access-changed' }, 36])
      const revoked = await refusalsWhile(set('api_keys', 'now()'), set('api_keys', 'NULL'))
      expect(revoked).toMatchObject([36, { reason: 'access-changed' }])
    })

    test('does not begin once the tenant is suspended, nor for a caller of another tenant', async () => {
      const set = (state: string) => `UPDATE tenants SET state = '${state}' WHERE id = '${tenantId}'`
      const suspended = await refusalsWhile(set('suspended'), set('active'))
      expect(suspended).toMatchObject([{ reason: 'tenant-suspended' }, { reason: 'tenant-suspended' }])
      await expect(count(byToken, on.tenants.globex)).rejects.toThrow(CallerRefusedError)
    })

    test('does not read on, where a read asks for the check, once the session has ended', async () => {
      const read = () => db.readForTenant(tenantId, tx => tx.order.count({ where: { tenantId } }), { caller: byToken })
      expect(await read()).toBe(36)
      const set = (value: string) =>
        owner.query(`UPDATE sessions SET revoked_at = ${value} WHERE tenant_id = '${tenantId}'`)
      await set('now()')
      await expect(read()).rejects.toThrow(CallerRefusedError)
      await set('NULL')
      expect(await read()).toBe(36)
    })

    test('does not affect later transactions when it is refused', async () => {
      for (let refused = 0; refused < 5; refused++) {
        await expect(count({ ...byToken, membershipVersion: 9 })).rejects.toThrow(CallerRefusedError)
      }
      expect(await count(byToken)).toBe(36)
    })
  })

  describe('[B7] an announcement', () => {
    const change = () => ({ what: 'member', tenantId, id: memberId, membershipVersion: 3 }) as const
    const recorded = async () => (await db.readAccessChanges(60_000)).map(row => row.change)

    beforeEach(async () => {
      await owner.query('DELETE FROM access_changes')
      announced.length = 0
    })

    test('commits with its change, is then passed on, and is read by every node', async () => {
      await db.forTenant(tenantId, async tx => {
        await tx.announce(change())
        await tx.announce({ what: 'api-key', tenantId, id: memberId })
        expect(announced).toEqual([])
      })
      expect(announced.map(row => row.change)).toEqual([change(), { what: 'api-key', tenantId, id: memberId }])
      expect(await db.readAccessChanges(60_000)).toEqual(announced)
    })

    test('is neither kept nor passed on when its transaction fails', async () => {
      const failing = db.forTenant(tenantId, async tx => {
        await tx.announce(change())
        throw new Error('in the end')
      })
      await expect(failing).rejects.toThrow('in the end')
      expect([await recorded(), announced]).toEqual([[], []])
    })

    test('of a CORS origin names the origin; a worker can announce nothing else', async () => {
      const worker = createWorkerDatabase(on.workerUrl, {
        maxConnections: 1,
        onAnnounced: async changes => void announced.push(...changes),
      })
      const removed = { what: 'origin', tenantId, id: memberId, origin: 'https://shop.acme.example' } as const
      await db.forTenant(tenantId, tx => tx.announce(removed))
      await worker.forTenant(tenantId, tx => tx.announce(removed))
      expect([await recorded(), announced.length]).toEqual([[removed, removed], 2])
      const refused = /row-level security/
      await expect(worker.forTenant(tenantId, tx => tx.announce(change()))).rejects.toThrow(refused)
      await expect(worker.forTenant(on.tenants.globex, tx => tx.announce(removed))).rejects.toThrow(refused)
      await worker.close()
    })

    test('is not read when it is older than requested', async () => {
      await db.forTenant(tenantId, tx => tx.announce(change()))
      await owner.query(`UPDATE access_changes SET at = now() - interval '2 minutes'`)
      expect(await recorded()).toEqual([])
    })

    test('[S23] cannot be made for another tenant', async () => {
      const foreign = db.forTenant(on.tenants.globex, tx => tx.announce(change()))
      await expect(foreign).rejects.toThrow(/row-level security/)
    })
  })
})
