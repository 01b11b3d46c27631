import { randomBytes, randomUUID, randomUUIDv7 } from 'node:crypto'
import { createDatabase, createWorkerDatabase, type Database, type IdentityDb, type NewAuditEntry } from '@palisade/db'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runAudit } from '../../apps/api/src/cli/run-audit.ts'
import { startLateProxy } from './late-proxy.ts'
import { describeOnServers, expectDenied } from './servers.ts'

type Entry = NewAuditEntry<'member.removed'>

describeOnServers('[P7] the audit trail', (on, kind) => {
  let acme: string
  let operator: Database

  beforeAll(() => {
    acme = on.tenants.acme
    operator = createDatabase(on.ownerUrl, { maxConnections: 1 })
  })

  afterAll(() => operator.close())

  const entryOf = (tenantId: string, given: Partial<Entry> = {}): Entry => ({
    tenantId,
    event: 'member.removed',
    actor: { kind: 'member', id: randomUUIDv7() },
    object: randomUUIDv7(),
    requestId: randomBytes(16).toString('hex'),
    facts: {},
    ...given,
  })

  /** Writes entries, by default for a tenant that does not exist. */
  const write = (count: number, tenantId = randomUUID()) =>
    on.db
      .forTenant(tenantId, async tx => {
        for (let index = 0; index < count; index++) tx.audit(entryOf(tenantId))
      })
      .then(() => tenantId)

  const entriesOf = (tenantId: string) =>
    on.db.readForTenant(tenantId, tx => tx.auditEntry.findMany({ where: { tenantId }, orderBy: { seq: 'asc' } }))

  async function audit(asked: Partial<Parameters<typeof runAudit>[1]> = {}) {
    const lines: string[] = []
    const isIntact = await runAudit(operator, { command: 'verify', ...asked }, line => lines.push(line))
    return { isIntact, lines }
  }

  /** Runs statements as a superuser, with the triggers off. */
  async function tamper(sql: string): Promise<void> {
    await on.owner.query('BEGIN')
    await on.owner.query(`SET LOCAL session_replication_role = replica`)
    await on.owner.query(sql)
    await on.owner.query('COMMIT')
  }

  describe('is written', () => {
    test('by number, time and hash that the database sets, each entry chained to the one before', async () => {
      const tenantId = await write(3)
      const entries = await entriesOf(tenantId)
      expect(entries.map(({ seq }) => seq)).toEqual([1n, 2n, 3n])
      expect(entries.map(({ previousHash }) => previousHash)).toEqual([
        '0'.repeat(64),
        ...entries.slice(0, 2).map(({ hash }) => hash),
      ])
      expect((await audit({ tenant: tenantId })).lines).toEqual([
        `${tenantId} intact: 3 entries, the last one ${entries[2]?.hash}`,
      ])
    })

    test('in the transaction of the change: one that fails leaves no entry, and no gap', async () => {
      const tenantId = await write(1)
      const committed: string[] = []
      const failing = on.db.forTenant(tenantId, async tx => {
        tx.audit(entryOf(tenantId), () => committed.push('failed'))
        throw new Error('in the middle')
      })
      await expect(failing).rejects.toThrow('in the middle')
      await on.db.forTenant(tenantId, async tx => tx.audit(entryOf(tenantId), () => committed.push('done')))
      expect((await entriesOf(tenantId)).map(({ seq }) => seq)).toEqual([1n, 2n])
      expect(committed).toEqual(['done'])
    })

    test('by many transactions at once, in two tenants each, without a gap and without a deadlock', async () => {
      const [a, b] = [randomUUID(), randomUUID()]
      const both = (first: string, second: string) =>
        on.db.forIdentity(async tx => {
          tx.audit(entryOf(first))
          tx.audit(entryOf(second))
        })
      await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? both(a, b) : both(b, a))))
      for (const tenant of [a, b]) {
        const { isIntact, lines } = await audit({ tenant })
        expect({ isIntact, lines }).toEqual({ isIntact: true, lines: [expect.stringContaining(' 20 entries,')] })
      }
    })

    test('with facts that are ids and words: the database refuses the form of a name or an email', async () => {
      const tenantId = randomUUID()
      for (const fact of ['Ada Lovelace', 'ada@example.com', 'Ada', 'a  b', '', '<b>']) {
        const facts = { name: fact }
        const wrong = on.db.forTenant(tenantId, async tx => tx.audit(entryOf(tenantId, { facts })))
        await expect(wrong).rejects.toThrow(/audit_entries_plain_facts/)
      }
    })
  })

  describe('is append-only', () => {
    const columns = `tenant_id, event, actor_kind, actor_id, object_id, request_id, facts`
    const values = (tenantId: string) => `'${tenantId}', 'member.left', 'system', NULL, '${randomUUID()}', NULL, '{}'`

    test.each([
      'UPDATE audit_entries SET facts = facts',
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      'UPDATE audit_heads SET seq = 0',
      'DELETE FROM audit_heads',
      'TRUNCATE audit_heads',
    ])('no role may %s', async sql => {
      const roles = ['tenant', 'identity', 'operator', 'job', 'housekeeper', 'mailer']
      for (const role of roles) await expectDenied(on, role, sql)
    })

    test.each([
      'UPDATE audit_entries SET facts = facts',
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      'DELETE FROM audit_heads',
      'TRUNCATE audit_heads',
    ])('not even the owner may %s, with the triggers on', async sql => {
      await expect(on.owner.query(sql)).rejects.toThrow(/append-only/)
    })

    test.each([
      ['seq', '1'],
      ['at', 'now()'],
      ['hash', `'00'`],
      ['previous_hash', `'00'`],
    ])('a role that writes an entry cannot choose its %s', async (column, value) => {
      const insert = `INSERT INTO audit_entries (${columns}, ${column}) VALUES (${values(acme)}, ${value})`
      await expectDenied(on, 'identity', insert)
    })
  })

  describe('[S23] of another tenant', () => {
    test('is neither seen nor written by a tenant’s transaction, nor by its jobs', async () => {
      const tenantId = await write(2)
      expect(await on.db.readForTenant(acme, tx => tx.auditEntry.findMany({ where: { tenantId } }))).toEqual([])
      expect(await on.db.readForTenant(acme, tx => tx.auditHead.findMany({ where: { tenantId } }))).toEqual([])
      const foreign = on.db.forTenant(acme, async tx => tx.audit(entryOf(tenantId)))
      await expect(foreign).rejects.toThrow(/row-level security/)
      const worker = createWorkerDatabase(on.workerUrl)
      const byJob = worker.forTenant(acme, async tx => tx.audit(entryOf(tenantId)))
      await expect(byJob).rejects.toThrow(/row-level security/)
      await worker.close()
    })
  })

  describe('a change of who may do what does not commit without an entry:', () => {
    const refused = /without an entry in the audit trail/

    test('a role, a tenant, an API key, an invitation and a domain', async () => {
      const [member] = await on.db.readForTenant(acme, tx =>
        tx.membership.findMany({ where: { role: 'partner' }, select: { id: true } }),
      )
      const id = randomUUID()
      const by = member?.id ?? ''
      const expiresAt = new Date(Date.now() + 60_000)
      const select = { id: true }
      const key = { id, tenantId: acme, createdBy: by, name: 'k', hint: 'k', hash: id, scopes: [], expiresAt }
      const invitation = { id, tenantId: acme, email: 'a@b.example', role: 'member', invitedBy: by, expiresAt }
      const origin = { id, tenantId: acme, origin: 'https://a.example', addedBy: by }
      const changes: Record<string, () => Promise<unknown>> = {
        role: () =>
          on.db.forTenant(acme, tx => tx.membership.updateMany({ where: { id: by }, data: { role: 'member' } })),
        key: () => on.db.forTenant(acme, tx => tx.apiKey.create({ data: key, select })),
        invitation: () => on.db.forTenant(acme, tx => tx.invitation.create({ data: invitation, select })),
        origin: () => on.db.forTenant(acme, tx => tx.tenantOrigin.create({ data: origin })),
        tenant: () => on.db.forIdentity(tx => tx.tenant.create({ data: { id, slug: 'initech', name: 'Initech' } })),
      }
      for (const [what, change] of Object.entries(changes)) await expect(change(), what).rejects.toThrow(refused)
    })

    test('an entry of another tenant does not count', async () => {
      const change = on.db.forIdentity(async tx => {
        tx.audit(entryOf(acme))
        await tx.tenant.create({ data: { id: randomUUID(), slug: 'hooli', name: 'Hooli' } })
      })
      await expect(change).rejects.toThrow(refused)
    })

    test.runIf(kind === 'PostgreSQL')(
      '[S23] and the next transaction of its connection has a role of its own',
      async () => {
        const late = await startLateProxy(on.url)
        const oneConnection = createDatabase(late.url, { maxConnections: 1 })
        const change = oneConnection.forTenant(acme, tx => tx.membership.updateMany({ data: { role: 'owner' } }))
        const next = oneConnection.forTenant(acme, tx => tx.$queryRaw`SELECT current_user AS role`)
        await expect(change).rejects.toThrow(refused)
        expect(await next).toEqual([{ role: 'palisade_tenant' }])
        await oneConnection.close()
        await late.stop()
      },
    )

    describe('of a person', () => {
      const consultant = 'consultant@initech.test'
      const factor = { sealedSecret: 'sealed' }

      const personOf = (email: string) =>
        on.db.forIdentity(tx => tx.user.findUniqueOrThrow({ where: { email }, include: { memberships: true } }))

      const sessionOf = ({ id: userId, memberships: [member] }: Awaited<ReturnType<typeof personOf>>) => {
        const at = new Date(Date.now() + 60_000)
        const whose = { userId, tenantId: member?.tenantId ?? '', memberId: member?.id ?? '' }
        return { id: randomUUIDv7(), ...whose, client: 'body', userAgent: '', expiresAt: at, endsAt: at }
      }

      test('an email, a password, a second factor, a recovery code and a session', async () => {
        const person = await personOf(consultant)
        const { id: userId } = person
        const session = sessionOf(person)
        await on.owner.query(
          `INSERT INTO second_factors (user_id, sealed_secret, confirmed_at) VALUES ($1, 'sealed', now())`,
          [userId],
        )
        await on.owner.query(`INSERT INTO recovery_codes (user_id, hash) VALUES ($1, 'kept')`, [userId])
        const { id, tenantId, memberId, client, userAgent, expiresAt } = session
        await on.owner.query(
          `INSERT INTO sessions (id, user_id, tenant_id, member_id, client, user_agent, expires_at, ends_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
          [id, userId, tenantId, memberId, client, userAgent, expiresAt],
        )
        const where = { userId }
        const changes: Record<string, (tx: IdentityDb) => Promise<unknown>> = {
          email: tx => tx.user.update({ where: { id: userId }, data: { email: 'other@initech.test' } }),
          password: tx => tx.user.updateMany({ where: { id: userId }, data: { passwordHash: 'x' } }),
          secret: tx => tx.secondFactor.updateMany({ where, data: { confirmedAt: null } }),
          'no second factor': tx => tx.secondFactor.deleteMany({ where }),
          'another recovery code': tx => tx.recoveryCode.createMany({ data: { userId, hash: 'new' } }),
          'a used recovery code': tx => tx.recoveryCode.deleteMany({ where }),
          'a new session': tx => tx.session.createMany({ data: { ...session, id: randomUUIDv7() } }),
          'the end of a session': tx => tx.session.updateMany({ where, data: { revokedAt: new Date() } }),
          'a code in a session': tx => tx.session.updateMany({ where, data: { secondFactorAt: new Date() } }),
        }
        for (const [what, change] of Object.entries(changes)) {
          await expect(on.db.forIdentity(change), what).rejects.toThrow(refused)
        }
        expect(await personOf(consultant)).toEqual(person)
      })

      test('one tenant of the person must not miss it', async () => {
        const { id, memberships } = await personOf(consultant)
        const change = (tenants: readonly string[]) =>
          on.db.forIdentity(async tx => {
            for (const tenantId of tenants) tx.audit(entryOf(tenantId))
            await tx.user.updateMany({ where: { id }, data: { passwordHash: 'x' } })
          })
        const tenants = memberships.map(({ tenantId }) => tenantId)
        expect(tenants).toHaveLength(2)
        for (const tenantId of tenants) await expect(change([tenantId])).rejects.toThrow(refused)
        await change(tenants)
      })

      test('an authenticator app that no code has confirmed, a used code and a refresh need none', async () => {
        const { id: userId } = await personOf('partner@acme.test')
        const where = { userId }
        await on.db.forIdentity(tx => tx.secondFactor.createMany({ data: { userId, ...factor } }))
        await on.db.forIdentity(tx => tx.secondFactor.updateMany({ where, data: { lastUsedStep: 1 } }))
        await on.db.forIdentity(tx => tx.secondFactor.deleteMany({ where }))
        await on.db.forIdentity(tx => tx.session.updateMany({ where, data: { expiresAt: new Date() } }))
      })

      /** By table: columns whose change is no change of how somebody signs in. */
      const unwatched: Record<string, Record<string, string>> = {
        users: { id: 'never changes', name: 'no credential', created_at: 'never changes' },
        second_factors: { last_used_step: 'each code moves it', created_at: 'never changes' },
        recovery_codes: {},
        sessions: {
          id: 'never changes',
          client: 'never changes',
          user_agent: 'never changes',
          created_at: 'never changes',
          challenge: 'never changes',
          last_used_at: 'each refresh moves it',
          expires_at: 'each refresh moves it',
        },
      }

      test.each(Object.keys(unwatched))('each column of %s is watched, or it says here why not', async table => {
        const { rows } = await on.owner.query<{ attname: string; watched: boolean }>(
          `SELECT attname, EXISTS (
             SELECT FROM pg_trigger WHERE tgrelid = attrelid AND tgname LIKE 'audited%' AND tgtype & 16 > 0
               AND (cardinality(tgattr::int2[]) = 0 OR attnum = ANY (tgattr::int2[]))
           ) AS watched
           FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
          [table],
        )
        const found = rows.filter(({ watched }) => !watched).map(({ attname }) => attname)
        expect(found.sort()).toEqual(Object.keys(unwatched[table] ?? {}).sort())
      })
    })

    test('a change of anything else needs no entry', async () => {
      const used = await on.db.forIdentity(
        tx => tx.$queryRaw`UPDATE memberships SET last_used_at = now() WHERE tenant_id = ${acme}::uuid RETURNING id`,
      )
      expect(used).toHaveLength(5)
    })
  })

  describe('npm run audit finds', () => {
    test.each([
      [
        'a changed entry',
        `UPDATE audit_entries SET facts = '{"from":"owner"}' WHERE seq = 2 AND`,
        2,
        'its content was changed',
      ],
      [
        'a changed time',
        `UPDATE audit_entries SET at = at - interval '1 hour' WHERE seq = 1 AND`,
        1,
        'its content was changed',
      ],
      [
        'another actor',
        `UPDATE audit_entries SET actor_id = gen_random_uuid() WHERE seq = 3 AND`,
        3,
        'its content was changed',
      ],
      ['a deleted entry', 'DELETE FROM audit_entries WHERE seq = 2 AND', 2, 'the entry is missing'],
      ['the first entry deleted', 'DELETE FROM audit_entries WHERE seq = 1 AND', 1, 'the entry is missing'],
      ['the last entry deleted', 'DELETE FROM audit_entries WHERE seq = 4 AND', 4, 'the entry is missing'],
      ['another head', `UPDATE audit_heads SET hash = repeat('0', 64) WHERE`, 4, 'a head has another hash'],
      [
        'a head that was put back',
        `UPDATE audit_heads SET (seq, hash) = (SELECT seq, hash FROM audit_entries
          WHERE audit_entries.tenant_id = audit_heads.tenant_id AND audit_entries.seq = 3) WHERE`,
        4,
        'the head does not know the entry',
      ],
      ['a deleted head', 'DELETE FROM audit_heads WHERE', 1, 'the head does not know the entry'],
    ])('%s', async (_, sql, seq, fault) => {
      const tenantId = await write(4)
      await tamper(`${sql} tenant_id = '${tenantId}'`)
      expect(await audit({ tenant: tenantId })).toEqual({
        isIntact: false,
        lines: [`${tenantId} broken at entry ${seq}: ${fault}`],
      })
      expect((await audit()).lines).toContain(`${tenantId} broken at entry ${seq}: ${fault}`)
    })

    test('two entries that were exchanged', async () => {
      const tenantId = await write(4)
      await tamper(`UPDATE audit_entries SET seq = 9 WHERE seq = 2 AND tenant_id = '${tenantId}';
        UPDATE audit_entries SET seq = 2 WHERE seq = 3 AND tenant_id = '${tenantId}';
        UPDATE audit_entries SET seq = 3 WHERE seq = 9 AND tenant_id = '${tenantId}'`)
      expect((await audit({ tenant: tenantId })).lines).toEqual([
        `${tenantId} broken at entry 2: it does not follow the entry before`,
      ])
    })

    test('against a kept head: a trail whose last entries were deleted and whose head was reset, and a trail that was continued after that', async () => {
      const tenantId = await write(4)
      const { lines: heads } = await audit({ command: 'heads' })
      const kept = heads.find(line => line.startsWith(tenantId)) ?? ''
      expect(kept).toMatch(/^\S+ 4 [0-9a-f]{64}$/)
      await tamper(`DELETE FROM audit_entries WHERE seq > 2 AND tenant_id = '${tenantId}';
        UPDATE audit_heads SET (seq, hash) = (SELECT seq, hash FROM audit_entries
          WHERE seq = 2 AND tenant_id = '${tenantId}') WHERE tenant_id = '${tenantId}'`)
      expect((await audit({ tenant: tenantId })).isIntact).toBe(true)
      expect((await audit({ tenant: tenantId, kept })).lines).toEqual([
        `${tenantId} broken at entry 3: the entry is missing`,
      ])
      await write(3, tenantId)
      expect((await audit({ tenant: tenantId })).isIntact).toBe(true)
      expect((await audit({ tenant: tenantId, kept })).lines).toEqual([
        `${tenantId} broken at entry 4: a head has another hash`,
      ])
    })

    test('against a kept head: a whole trail that is gone', async () => {
      const tenantId = await write(2)
      const printedByNpm = ['', '> palisade@0.1.0 audit', '> node infra/local/bootstrap.js heads', '']
      const heads = [...printedByNpm, ...(await audit({ command: 'heads' })).lines].join('\n')
      await tamper(`DELETE FROM audit_entries WHERE tenant_id = '${tenantId}';
        DELETE FROM audit_heads WHERE tenant_id = '${tenantId}'`)
      expect((await audit({ kept: heads })).lines).toContain(`${tenantId} broken at entry 1: the entry is missing`)
    })

    test('nothing in the trails of the demo tenants, by slug', async () => {
      expect(await audit({ tenant: 'acme' })).toMatchObject({ isIntact: true })
      await expect(audit({ tenant: 'nobody' })).rejects.toThrow('no tenant has the slug nobody')
    })
  })

  test('[B4] survives its tenant: no other table is referred to', async () => {
    const { rows } = await on.owner.query(
      `SELECT conname FROM pg_constraint WHERE conrelid IN ('audit_entries'::regclass, 'audit_heads'::regclass) AND contype = 'f'`,
    )
    expect(rows).toEqual([])
  })
})
