import { randomUUID } from 'node:crypto'
import { type ResponseOf, tenantMaxima } from '@palisade/contracts'
import { createLinkToken } from '@palisade/security/credentials'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { type Call, send } from '../support/clients/send.ts'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'

type Session = ResponseOf<'auth.sign-in'>

let system: Nodes
let database: pg.Client
let observer: pg.Client
let token: string
let user: Session['user']

beforeAll(async () => {
  system = await startNodes(1)
  database = new pg.Client({ connectionString: system.database.ownerUrl })
  observer = new pg.Client({ connectionString: system.database.ownerUrl })
  await Promise.all([database.connect(), observer.connect()])
  const first = await signInAt(url(), 'owner@acme.test', system.password)
  const json = { password: system.password }
  const enrolled = await ask('/api/auth/second-factor/enrolment', { method: 'POST', token: first, json })
  const code = await createAuthenticator(enrolled.json<ResponseOf<'second-factor.enrol'>>().secret).nextCode()
  const confirmed = await ask('/api/auth/second-factor/confirmation', { method: 'POST', token: first, json: { code } })
  const { session } = confirmed.json<ResponseOf<'second-factor.confirm'>>()
  token = session.accessToken
  user = session.user
})

afterAll(async () => {
  await Promise.all([database?.end(), observer?.end()])
  await system?.stop()
})

const url = () => system.nodes[0]?.url ?? ''
const ask = (path: string, call: Call) => send(url(), path, call)

/** How many answers have each status. */
async function countStatuses(answers: Promise<{ status: number }>[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (const { status } of await Promise.all(answers)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** Waits until as many transactions wait for a lock. */
async function waitForLocks(count: number): Promise<void> {
  const waiting = `SELECT count(*)::integer FROM pg_stat_activity WHERE wait_event_type = 'Lock'`
  await vi.waitFor(async () => expect((await observer.query(waiting)).rows).toEqual([{ count }]), 60_000)
}

describe('[S96] creations at the same moment stay within the limit', () => {
  test('of API keys: of twelve more with five places left, five are created', async () => {
    const insert = `INSERT INTO api_keys (id, tenant_id, created_by, name, hint, hash, scopes, expires_at)
      SELECT gen_random_uuid(), $1, $2, 'Robot', 'pk_x', gen_random_uuid(), '{}', now() + interval '1 day'
      FROM generate_series(1, $3)`
    await database.query(insert, [user.tenant.id, user.id, tenantMaxima.pro['api-keys'] - 5])
    const json = { name: 'Robot', scopes: ['orders:read'], expiresInDays: 1 }
    const create = () => ask('/api/api-keys', { method: 'POST', token, json })
    expect(await countStatuses(Array.from({ length: 12 }, create))).toEqual({ 201: 5, 409: 7 })
  })

  test('of CORS origins: of eight more with two places left, two are created', async () => {
    const insert = `INSERT INTO tenant_origins (id, tenant_id, origin)
      SELECT gen_random_uuid(), $1, 'https://a' || n || '.example.com' FROM generate_series(1, $2) AS n`
    await database.query(insert, [user.tenant.id, tenantMaxima.pro.origins - 2])
    const add = () =>
      ask('/api/tenant/origins', { method: 'POST', token, json: { origin: `https://${randomUUID()}.example.com` } })
    expect(await countStatuses(Array.from({ length: 8 }, add))).toEqual({ 201: 2, 409: 6 })
  })

  test('of recovery codes: only the codes of one response work', async () => {
    const renew = () => ask('/api/auth/second-factor/recovery-codes', { method: 'POST', token })
    const before = await renew()
    expect(before.status).toBe(200)
    // All of them have begun before the first can delete the codes of before.
    await database.query('BEGIN; SELECT FROM recovery_codes FOR UPDATE')
    const renewals = Array.from({ length: 6 }, renew)
    await waitForLocks(6)
    await database.query('COMMIT')
    const answers = await Promise.all(renewals)
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200))
    const { recoveryCodes } = (answers[0] as (typeof answers)[number]).json<ResponseOf<'second-factor.renew-codes'>>()
    const { rows } = await database.query(
      'SELECT hash FROM recovery_codes JOIN memberships USING (user_id) WHERE memberships.id = $1',
      [user.id],
    )
    expect(rows).toHaveLength(recoveryCodes.length)
  })
})

test('[S20] [S27] an owner who is demoted while their change waits for a lock changes nothing', async () => {
  const { rows } = await database.query(
    `SELECT id, (SELECT membership_version FROM memberships WHERE id = $2) AS version FROM memberships
     WHERE tenant_id = $1 AND role = 'member'`,
    [user.tenant.id, user.id],
  )
  const [{ id, version }] = rows
  await database.query('BEGIN')
  await database.query('SELECT 1 FROM memberships WHERE id = $1 FOR UPDATE', [user.id])
  const changing = ask(`/api/members/${id}`, { method: 'PATCH', token, json: { role: 'owner' } })
  await waitForLocks(1)
  await database.query('UPDATE memberships SET membership_version = membership_version + 1 WHERE id = $1', [user.id])
  await database.query('COMMIT')
  const refused = await changing
  await database.query('UPDATE memberships SET membership_version = $2 WHERE id = $1', [user.id, version])
  expect([refused.status, refused.json().code]).toEqual([403, 'access-changed'])
  const after = await observer.query('SELECT role FROM memberships WHERE id = $1', [id])
  expect(after.rows).toEqual([{ role: 'member' }])
})

test('[S20] [S27] an invitation ends with a demotion of its inviter that commits while somebody accepts it', async () => {
  const { token, hash } = createLinkToken()
  const email = `${randomUUID()}@example.test`
  const { rows } = await database.query(
    `INSERT INTO invitations (id, tenant_id, email, role, invited_by, token_hash, expires_at)
     SELECT gen_random_uuid(), tenant_id, $2, 'admin', id, $3, now() + interval '1 day'
     FROM memberships WHERE tenant_id = $1 AND role = 'admin' RETURNING invited_by`,
    [user.tenant.id, email, hash],
  )
  const [{ invited_by: inviter }] = rows
  await database.query('BEGIN')
  await database.query(`UPDATE memberships SET role = 'member' WHERE id = $1`, [inviter])
  const json = { token, name: 'Invited', password: 'a long enough password', refreshTokenIn: 'body' }
  const accepting = ask('/api/invitations/acceptance', { method: 'POST', json })
  await waitForLocks(1)
  await database.query('COMMIT')
  const refused = await accepting
  await database.query(`UPDATE memberships SET role = 'admin' WHERE id = $1`, [inviter])
  expect([refused.status, refused.json().code]).toEqual([410, 'link-expired'])
  expect((await observer.query('SELECT FROM users WHERE email = $1', [email])).rowCount).toBe(0)
})
