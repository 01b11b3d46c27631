import { randomUUIDv7 } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorkerDatabase, migrate, type WorkerDatabase } from '@palisade/db'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@palisade/db/embedded'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createMailer, type Mailer } from '../mail/transport.ts'
import { sendInvitation } from './send-invitation.ts'

const [tenantId, userId, memberId] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()]
const refusedAddress = 'nobody@example.test'

let folder: string
let postgres: EmbeddedPostgres
let owner: pg.Client
let db: WorkerDatabase
let server: SMTPServer
let mailer: Mailer
let asked: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-invitations-'))
  postgres = await startEmbeddedPostgres(folder)
  await migrate({ url: postgres.url })
  owner = new pg.Client({ connectionString: postgres.url })
  await owner.connect()
  db = createWorkerDatabase(postgres.url)
  await owner.query(`INSERT INTO tenants (id, slug, name) VALUES ($1, 'acme', 'Acme')`, [tenantId])
  await owner.query(`INSERT INTO users (id, email, name, password_hash) VALUES ($1, 'ada@acme.test', 'Ada', '')`, [
    userId,
  ])
  await owner.query(`INSERT INTO memberships (id, tenant_id, user_id, role) VALUES ($1, $2, $3, 'admin')`, [
    memberId,
    tenantId,
    userId,
  ])
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      asked.push(address)
      done(address === refusedAddress ? new Error('no such mailbox') : null)
    },
    onData(stream, _session, done) {
      stream.on('end', done)
      stream.resume()
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  mailer = createMailer({
    url: `smtp://127.0.0.1:${port}`,
    from: 'Palisade <no-reply@example.com>',
    requiresTls: false,
  })
})

afterAll(async () => {
  mailer.close()
  server.close(() => {})
  await owner.end()
  await db.close()
  await postgres.stop()
  await rm(folder, { recursive: true })
})

beforeEach(async () => {
  asked = []
  await owner.query(`UPDATE tenants SET state = 'active'`)
  await owner.query(`UPDATE memberships SET role = 'admin', disabled_at = NULL`)
})

/** Makes an invitation, runs `before`, and sends it. */
async function send(email: string, before = 'SELECT 1', role = 'member') {
  const id = randomUUIDv7()
  await owner.query(
    `INSERT INTO invitations (id, tenant_id, email, role, invited_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + interval '7 days')`,
    [id, tenantId, email, role, memberId],
  )
  await owner.query(before)
  const run = () => sendInvitation({ db, mailer, publicOrigin: 'https://localhost' }, { tenantId, id })
  const result = await run()
  const { rows } = await owner.query('SELECT token_hash, sent_at, failed_at FROM invitations WHERE id = $1', [id])
  return { result, run, row: rows[0] as { token_hash: string | null; sent_at: Date | null; failed_at: Date | null } }
}

test('[P2] [P4] an invitation is mailed once, and the database keeps a hash of its token', async () => {
  const { result, run, row } = await send('bob@example.test')
  expect(result).toEqual({ sent: true })
  expect(row).toEqual({ token_hash: expect.any(String), sent_at: expect.any(Date), failed_at: null })
  expect(await run()).toEqual({ sent: false })
  expect(asked).toEqual(['bob@example.test'])
})

test.each([
  ['the tenant is suspended', `UPDATE tenants SET state = 'suspended'`],
  ['the member who invited was disabled', 'UPDATE memberships SET disabled_at = now()'],
  ['the member who invited may not invite any longer', `UPDATE memberships SET role = 'member'`],
])(
  '[P2] [S77] an invitation that was queued before is not mailed, and gets no token, when %s',
  async (what, change) => {
    const { result, row } = await send(`${what.replaceAll(' ', '-')}@example.test`, change)
    expect(result).toEqual({ sent: false })
    expect(row).toEqual({ token_hash: null, sent_at: null, failed_at: null })
    expect(asked).toEqual([])
  },
)

test('[P2] [S21] an invitation to a role above the inviter’s is not mailed', async () => {
  expect((await send('eve@example.test', 'SELECT 1', 'owner')).result).toEqual({ sent: false })
})

test('[P4] an address that the mail server refuses for good is asked once, and the invitation says so', async () => {
  const { result, row } = await send(refusedAddress)
  expect(result).toMatchObject({ sent: false, refused: expect.stringContaining('550') })
  expect(row).toMatchObject({ sent_at: null, failed_at: expect.any(Date) })
  expect(asked).toEqual([refusedAddress])
})
