import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorkerDatabase, migrate, type WorkerDatabase } from '@palisade/db'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@palisade/db/embedded'
import { createLogger } from '@palisade/service'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queueDueOrigins } from './due-origins.ts'
import { createTxtLookup, type TxtResult } from './txt-lookup.ts'
import { verifyOrigin } from './verify-origin.ts'

const [tenantId, adderId, otherId] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()]
const announced: unknown[] = []
const events: string[] = []
let folder: string
let postgres: EmbeddedPostgres
let owner: pg.Client
let db: WorkerDatabase

const logger = createLogger({
  service: 'worker',
  level: 'info',
  hashKey: randomBytes(32),
  destination: { write: line => void events.push(JSON.parse(line).event) },
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-origins-'))
  postgres = await startEmbeddedPostgres(folder)
  await migrate({ url: postgres.url })
  owner = new pg.Client({ connectionString: postgres.url })
  await owner.connect()
  db = createWorkerDatabase(postgres.url, {
    onAnnounced: async changes => void announced.push(...changes.map(({ change }) => change)),
  })
  await owner.query(`INSERT INTO tenants (id, slug, name) VALUES ($1, 'acme', 'Acme')`, [tenantId])
  for (const id of [adderId, otherId]) {
    await owner.query(`INSERT INTO users (id, email, name, password_hash) VALUES ($1::uuid, $1::text, '', '')`, [id])
    await owner.query(`INSERT INTO memberships (id, tenant_id, user_id, role) VALUES ($1, $2, $1, 'admin')`, [
      id,
      tenantId,
    ])
  }
})

const changeAdder = (role: string, isDisabled: boolean) =>
  owner.query('UPDATE memberships SET role = $1, disabled_at = CASE WHEN $2 THEN now() END WHERE id = $3', [
    role,
    isDisabled,
    adderId,
  ])

afterAll(async () => {
  await owner.end()
  await db.close()
  await postgres.stop()
  await rm(folder, { recursive: true })
})

type State = { seenDaysAgo?: number; isDecided?: boolean; nextInHours?: number | null }

async function insertOrigin({ seenDaysAgo, isDecided = false, nextInHours = null }: State): Promise<string> {
  const id = randomUUIDv7()
  await owner.query(
    `INSERT INTO tenant_origins
       (id, tenant_id, origin, verified_at, seen_at, decided_by_operator, next_check_at, added_by, created_at)
     SELECT $1, $2, $3, seen, seen, $5, now() + make_interval(hours => $6), $7, now() - interval '90 days'
     FROM (SELECT now() - make_interval(days => $4) AS seen)`,
    [id, tenantId, `https://${id}.example`, seenDaysAgo ?? null, isDecided, nextInHours, adderId],
  )
  return id
}

async function isVerified(id: string): Promise<boolean> {
  const { rows } = await owner.query('SELECT verified_at FROM tenant_origins WHERE id = $1', [id])
  return rows[0].verified_at !== null
}

function verify(id: string, result: TxtResult) {
  announced.length = 0
  events.length = 0
  return verifyOrigin({ db, logger, lookUp: async () => result }, { tenantId, id })
}

test('[S76] [S83] an origin whose record is missing for long expires, which is logged and announced to all nodes', async () => {
  const id = await insertOrigin({ seenDaysAgo: 8 })
  await expect(verify(id, 'unanswered')).rejects.toThrow('no DNS server answers')
  expect([await isVerified(id), announced]).toEqual([true, []])

  expect(await verify(id, 'absent')).toEqual({ result: 'absent' })
  expect(await isVerified(id)).toBe(false)
  expect(announced).toEqual([{ what: 'origin', tenantId, id, origin: `https://${id}.example` }])
  expect(events).toEqual(['tenant.origin.lapsed'])

  await verify(id, 'found')
  expect([await isVerified(id), events]).toEqual([true, ['tenant.origin.verified']])
})

test('[S76] a lookup does not overwrite a later result', async () => {
  const id = await insertOrigin({})
  const slow = verifyOrigin(
    {
      db,
      logger,
      lookUp: async () => {
        await verify(id, 'found')
        return 'absent'
      },
    },
    { tenantId, id },
  )
  expect(await slow).toEqual({ result: 'absent' })
  expect([await isVerified(id), announced.length]).toEqual([true, 1])
})

test.each([
  ['demoted', 'member', false],
  ['disabled', 'admin', true],
])(
  '[S76] an origin whose adder was %s is not verified until somebody who may manage the tenant asks',
  async (_, ...change) => {
    const due = async (id: string) =>
      (await owner.query('SELECT next_check_at FROM tenant_origins WHERE id = $1', [id])).rows[0].next_check_at
    const [id, meanwhile, verified] = [
      await insertOrigin({ nextInHours: -1 }),
      await insertOrigin({}),
      await insertOrigin({ seenDaysAgo: 1 }),
    ]
    try {
      const lookUp = async () => {
        await changeAdder(...change)
        return 'found' as const
      }
      await verifyOrigin({ db, logger, lookUp }, { tenantId, id: meanwhile })
      expect(await isVerified(meanwhile)).toBe(false)

      expect(await verify(id, 'found')).toEqual({})
      expect([await isVerified(id), await due(id), announced, events]).toEqual([false, null, [], []])
      // What was verified while they were in office goes on.
      expect([await verify(verified, 'found'), await isVerified(verified)]).toEqual([{ result: 'found' }, true])

      await owner.query('UPDATE tenant_origins SET asked_by = $1 WHERE id = $2', [otherId, id])
      expect([await verify(id, 'found'), await isVerified(id)]).toEqual([{ result: 'found' }, true])
    } finally {
      await changeAdder('admin', false)
    }
  },
)

test('[S76] a lookup changes nothing when the operator has decided or the origin was removed', async () => {
  const distrusted = await insertOrigin({ isDecided: true })
  const trusted = await insertOrigin({ seenDaysAgo: 90, isDecided: true })
  expect(await verify(distrusted, 'found')).toEqual({})
  expect(await verify(trusted, 'absent')).toEqual({})
  expect(await verify(randomUUIDv7(), 'found')).toEqual({})
  expect([await isVerified(distrusted), await isVerified(trusted)]).toEqual([false, true])
})

test('[S76] due origins are queued once, and no others', async () => {
  await owner.query('UPDATE tenant_origins SET next_check_at = NULL')
  const due = await insertOrigin({ nextInHours: -1 })
  await insertOrigin({ nextInHours: 1 })
  const boss = new PgBoss({ connectionString: postgres.url, migrate: false, supervise: false, schedule: false })
  await boss.start()
  for (let run = 0; run < 2; run++) expect(await queueDueOrigins(db, boss)).toEqual({ due: 1 })
  const { rows } = await owner.query(`SELECT data FROM pgboss.job WHERE name = 'origins.verify'`)
  expect(rows).toEqual([{ data: { tenantId, id: due } }])
  await boss.stop({ graceful: false })
})

test('[S76] a name that is too long for the DNS has no record', async () => {
  const host = `${'a'.repeat(60)}.`.repeat(4)
  expect(await createTxtLookup(['127.0.0.1:9'])(`_palisade.${host}example`, 'x')).toBe('absent')
})
