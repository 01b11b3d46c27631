import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, type Database, migrate } from '@palisade/db'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@palisade/db/embedded'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runIdempotently } from './idempotency.ts'

const tenantId = randomUUID()
let folder: string
let postgres: EmbeddedPostgres
let db: Database

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palisade-idempotency-'))
  postgres = await startEmbeddedPostgres(folder)
  await migrate({ url: postgres.url })
  db = createDatabase(postgres.url)
  await db.forIdentity(async tx => {
    const actor = { kind: 'operator', id: null } as const
    tx.audit({ tenantId, event: 'tenant.created', actor, object: tenantId, requestId: null, facts: {} })
    await tx.tenant.create({ data: { id: tenantId, slug: 'acme', name: 'Acme' } })
  })
})

afterAll(async () => {
  await db.close()
  await postgres.stop()
  await rm(folder, { recursive: true })
})

function attempt(work: () => Promise<object>, { principalId = randomUUID(), key = 'the-same-key', body = {} } = {}) {
  return db.forTenant(tenantId, tx =>
    runIdempotently(tx, { principalId, endpointId: 'orders.create', key, body }, work),
  )
}

test('[B8] a failed attempt stores nothing: the next one with the same key runs', async () => {
  const principalId = randomUUID()
  const failing = attempt(() => Promise.reject(new Error('before the commit')), { principalId })
  await expect(failing).rejects.toThrow('before the commit')
  expect(await attempt(async () => ({ id: 1 }), { principalId })).toMatchObject({
    response: { id: 1 },
    replayed: false,
  })
  expect(await attempt(async () => ({ id: 2 }), { principalId })).toMatchObject({ response: { id: 1 }, replayed: true })
})

test('[B8] a key works for one body of one caller', async () => {
  const principalId = randomUUID()
  await attempt(async () => ({ id: 1 }), { principalId })
  expect(await attempt(async () => ({ id: 2 }), { principalId, body: { note: '' } })).toEqual({ kind: 'mismatch' })
  expect(await attempt(async () => ({ id: 3 }))).toMatchObject({ response: { id: 3 }, replayed: false })
})
