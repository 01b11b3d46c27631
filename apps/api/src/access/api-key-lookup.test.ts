import { randomUUID } from 'node:crypto'
import { apiKeyFormat } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { createApiKey, hashApiKey } from '@palisade/security/credentials'
import { describe, expect, test } from 'vitest'
import { createApiKeyLookup } from './api-key-lookup.ts'

const ip = '192.0.2.1'

/** A database that knows one key, or several that are alike, and counts how often it is asked. */
function setUp({ expiresAt = new Date(Date.now() + 60_000), revokedAt = null as Date | null, keys = 1 } = {}) {
  const created = Array.from({ length: keys }, () => createApiKey(apiKeyFormat).key)
  const hashes = new Set(created.map(hashApiKey))
  const [key = ''] = created
  const row = {
    id: randomUUID(),
    tenantId: randomUUID(),
    createdBy: randomUUID(),
    scopes: ['orders:read'],
    createdAt: new Date(),
    expiresAt,
    revokedAt,
    creator: { role: 'member', membershipVersion: 1, disabledAt: null as Date | null },
  }
  const asked = { times: 0, meanwhile: () => {} }
  const tables = {
    apiKey: {
      findUnique: async ({ where }: { where: { hash: string } }) => {
        asked.times++
        return hashes.has(where.hash) ? structuredClone(row) : null
      },
      update: async () => asked.meanwhile(),
    },
  }
  const db = { forIdentity: (work: (db: unknown) => unknown) => work(tables) } as unknown as Database
  return { key, keys: created, row, asked, ...createApiKeyLookup({ db, now: () => 0 }) }
}

describe('[S41] [S96] an API key', () => {
  test('is looked up once for many calls, one after the other or all at once', async () => {
    const { key, asked, find } = setUp()
    const answers = await Promise.all(Array.from({ length: 100 }, () => find(key, ip)))
    for (let call = 0; call < 100; call++) answers.push(await find(key, ip))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(200)
    expect(asked.times).toBe(1)
  })

  test('is found among more keys of the same address than may be unknown, all at once', async () => {
    const { keys, asked, find } = setUp({ keys: 100 })
    const answers = await Promise.all(keys.map(key => find(key, ip)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(100)
    expect(asked.times).toBe(100)
  })

  test('that is mistyped costs no lookup', async () => {
    const { key, asked, find } = setUp()
    const mistyped = key.replace(/.$/, last => (last === '0' ? '1' : '0'))
    expect(await find(mistyped, ip)).toEqual({ ok: false, reason: 'checksum' })
    expect(await find('pk_', ip)).toEqual({ ok: false, reason: 'format' })
    expect(asked.times).toBe(0)
  })

  test('an unknown API key costs one lookup, and an address gets few of them', async () => {
    const { key, asked, find } = setUp()
    const unknown = createApiKey(apiKeyFormat).key
    for (let call = 0; call < 10; call++) expect(await find(unknown, ip)).toEqual({ ok: false, reason: 'unknown' })
    expect(asked.times).toBe(1)
    const made = await Promise.all(Array.from({ length: 100 }, () => find(createApiKey(apiKeyFormat).key, ip)))
    const refused = made.filter(found => !found.ok && found.reason === 'too-many-unknown')
    expect(refused).toHaveLength(71)
    expect(asked.times).toBe(30)
    expect(await find(createApiKey(apiKeyFormat).key, ip)).toEqual({ ok: false, reason: 'too-many-unknown' })
    expect(await find(key, '192.0.2.2')).toMatchObject({ ok: true })
  })

  test('that has expired or was revoked is refused', async () => {
    const expired = setUp({ expiresAt: new Date(Date.now() - 1) })
    expect(await expired.find(expired.key, ip)).toEqual({ ok: false, reason: 'expired' })
    const revoked = setUp({ revokedAt: new Date() })
    expect(await revoked.find(revoked.key, ip)).toEqual({ ok: false, reason: 'unknown' })
  })
})

describe('[S22] [S27] an API key whose maker has another role now', () => {
  const ids = (row: { tenantId: string; createdBy: string }) => ({ tenantId: row.tenantId, id: row.createdBy })

  test('holds those of its scopes that the present role has, as soon as the change is announced', async () => {
    const { key, row, find, forget } = setUp()
    row.scopes = ['orders:read', 'orders:write', 'orders:fulfil']
    expect(await find(key, ip)).toMatchObject({ key: { role: 'member', scopes: ['orders:read', 'orders:write'] } })
    row.creator = { role: 'partner', membershipVersion: 2, disabledAt: null }
    expect(await find(key, ip)).toMatchObject({ key: { membershipVersion: 1 } })
    forget({ what: 'member', ...ids(row) })
    const found = await find(key, ip)
    expect(found).toMatchObject({ key: { role: 'partner', scopes: ['orders:read'], membershipVersion: 2 } })
  })

  test('is looked up again when the change is announced during the lookup', async () => {
    const { key, row, asked, find, forget } = setUp()
    asked.meanwhile = () => {
      row.creator.disabledAt = new Date()
      forget({ what: 'member', ...ids(row) })
    }
    expect(await find(key, ip)).toMatchObject({ ok: true })
    expect(await find(key, ip)).toEqual({ ok: false, reason: 'unknown' })
    expect(asked.times).toBe(2)
  })

  test('is looked up again when announcements may have been missed, and not for other members', async () => {
    const { key, asked, find, forget, row } = setUp()
    await find(key, ip)
    forget({ what: 'member', tenantId: row.tenantId, id: randomUUID() })
    forget({ what: 'tenant', id: row.tenantId })
    await find(key, ip)
    expect(asked.times).toBe(1)
    forget({ what: 'missed' })
    await find(key, ip)
    expect(asked.times).toBe(2)
  })
})
