import { randomUUIDv7 } from 'node:crypto'
import type { Role } from '@palisade/contracts'
import { expect, test } from 'vitest'
import { describeOnServers, expectDenied } from './servers.ts'

/** What every entry of the audit trail says here: these changes leave one. */
const entryOf = (tenantId: string) => ({ tenantId, actor: { kind: 'system', id: null }, requestId: null }) as const

describeOnServers('people and invitations', on => {
  /** A user with a membership of acme. */
  async function addMember(state: 'present' | 'disabled' | 'removed') {
    const [id, userId] = [randomUUIDv7(), randomUUIDv7()]
    const email = `${userId}@acme.test`
    await on.owner.query(`INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, 'Ada', '')`, [
      userId,
      email,
    ])
    await on.owner.query(
      `INSERT INTO memberships (id, tenant_id, user_id, role, disabled_at, removed_at)
       VALUES ($1, $2, $3, 'member', $4, $5)`,
      [id, on.tenants.acme, userId, state === 'present' ? null : new Date(), state === 'removed' ? new Date() : null],
    )
    await on.owner.query(
      `INSERT INTO sessions (id, tenant_id, member_id, user_id, client, user_agent, expires_at, ends_at)
       VALUES ($1, $2, $3, $4, 'body', '', now() + interval '1 day', now() + interval '1 day')`,
      [randomUUIDv7(), on.tenants.acme, id, userId],
    )
    return { id, userId, email }
  }

  test('[S8] [P5] a tenant sees no session of a member who was removed', async () => {
    for (const [state, seen] of [
      ['present', 1],
      ['disabled', 1],
      ['removed', 0],
    ] as const) {
      const { userId } = await addMember(state)
      const sessions = await on.db.forTenant(
        on.tenants.acme,
        tx => tx.$queryRaw<object[]>`SELECT id FROM sessions WHERE user_id = ${userId}::uuid`,
      )
      expect(sessions, state).toHaveLength(seen)
    }
  })

  test('[S8] [P5] of a member who was removed, a tenant reads the name of that time, and no longer the person', async () => {
    const { id, userId, email } = await addMember('present')
    const { acme: tenantId } = on.tenants
    const readNames = () =>
      on.db.readForTenant(tenantId, async tx => {
        const select = { removedName: true, user: { select: { name: true, email: true } } } as const
        return tx.membership.findFirst({ where: { tenantId, id }, select })
      })
    const set = (removedAt: Date | null) =>
      on.db.forTenant(tenantId, tx => {
        tx.audit({ ...entryOf(tenantId), event: 'member.removed', object: id, facts: {} })
        const data = { removedAt, disabledAt: removedAt }
        return tx.membership.updateMany({ where: { tenantId, id }, data })
      })
    expect(await readNames()).toEqual({ removedName: null, user: { name: 'Ada', email } })
    await set(new Date())
    await on.owner.query(`UPDATE users SET name = 'Grace' WHERE id = $1`, [userId])
    expect(await readNames()).toEqual({ removedName: 'Ada', user: null })
    const people = on.db.forTenant(
      tenantId,
      tx => tx.$queryRaw<object[]>`SELECT email FROM users WHERE id = ${userId}::uuid`,
    )
    expect(await people).toEqual([])
    await set(null)
    expect(await readNames()).toEqual({ removedName: null, user: { name: 'Grace', email } })
  })

  test('[S8] [S21] the role of the database that signs users in sets the role of a member only when it re-enables that member', async () => {
    const entry = entryOf(on.tenants.acme)
    const [present, disabled] = [await addMember('present'), await addMember('disabled')]
    const change = (id: string, data: { role: Role; disabledAt?: null }) =>
      on.db.forIdentity(tx => {
        const facts = { from: 'member', to: data.role, fromState: 'disabled', toState: 'enabled' } as const
        tx.audit({ ...entry, event: 'member.changed', object: id, facts })
        return tx.membership.updateMany({ where: { id }, data })
      })
    await expect(change(present.id, { role: 'owner' })).rejects.toThrow(/changes only in the tenant/)
    await expect(change(disabled.id, { role: 'owner' })).rejects.toThrow(/changes only in the tenant/)
    expect(await change(disabled.id, { role: 'admin', disabledAt: null })).toEqual({ count: 1 })
  })

  test('[P2] of one email, a tenant has one open invitation', async () => {
    const { id: invitedBy } = await addMember('present')
    const { acme: tenantId } = on.tenants
    const entry = entryOf(tenantId)
    const expiresAt = new Date(Date.now() + 60_000)
    const email = `${randomUUIDv7()}@example.test`
    const insert = () => {
      const data = { id: randomUUIDv7(), tenantId, email, role: 'member', invitedBy, expiresAt }
      return on.db.forTenant(tenantId, tx => {
        tx.audit({ ...entry, event: 'invitation.created', object: data.id, facts: { role: 'member' } })
        return tx.invitation.create({ data, select: { id: true } })
      })
    }
    await insert()
    await expect(insert()).rejects.toThrow(/Unique constraint/)
    await on.owner.query('UPDATE invitations SET revoked_at = now() WHERE email = $1', [email])
    await insert()
  })

  test('[S8] a tenant changes nothing of an invitation but that it is revoked', async () => {
    await expectDenied(
      on,
      'tenant',
      'UPDATE invitations SET expires_at = now()',
      'UPDATE invitations SET sent_at = now()',
      'UPDATE invitations SET invited_by = id',
    )
  })

  test('[S8] [P3] no worker reads the hash of a token', async () => {
    await expectDenied(on, 'mailer', 'SELECT token_hash FROM mailed_links')
    await expectDenied(on, 'job', 'SELECT token_hash FROM invitations')
  })
})
