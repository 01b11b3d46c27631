import { randomUUID } from 'node:crypto'
import type { Database } from '@palisade/db'
import { createApiKey, hashApiKey } from '@palisade/security/credentials'
import { createMemoryStore } from '@palisade/security/rate-limit'
import { describe, expect, test } from 'vitest'
import { createApiKeyLookup } from './api-key-lookup.ts'

const ip = '192.0.2.1'

/** A database that knows one key and counts how often it is asked. */
function setUp({ expiresAt = new Date(Date.now() + 60_000), revokedAt = null as Date | null } = {}) {
  const { key } = createApiKey()
  const row = {
    id: randomUUID(),
    tenantId: randomUUID(),
    createdBy: randomUUID(),
    scopes: ['orders:read'],
    createdAt: new Date(),
    expiresAt,
    revokedAt,
    creator: { role: 'member', disabledAt: null },
  }
  const asked = { times: 0 }
  const tables = {
    apiKey: {
      findUnique: async ({ where }: { where: { hash: string } }) => {
        asked.times++
        return where.hash === hashApiKey(key) ? row : null
      },
      update: async () => row,
    },
  }
  const db = { forIdentity: (work: (db: unknown) => unknown) => work(tables) } as unknown as Database
  return { key, asked, find: createApiKeyLookup({ db, brake: createMemoryStore({ now: () => 0 }) }) }
}

describe('[S41] [S96] an API key', () => {
  test('is looked up once for many calls', async () => {
    const { key, asked, find } = setUp()
    for (let call = 0; call < 100; call++) expect(await find(key, ip)).toMatchObject({ ok: true })
    expect(asked.times).toBe(1)
  })

  test('that is mistyped costs no look-up', async () => {
    const { key, asked, find } = setUp()
    const mistyped = key.replace(/.$/, last => (last === '0' ? '1' : '0'))
    expect(await find(mistyped, ip)).toEqual({ ok: false, reason: 'checksum' })
    expect(await find('pk_', ip)).toEqual({ ok: false, reason: 'format' })
    expect(asked.times).toBe(0)
  })

  test('that nobody has costs one look-up, and an address few of them', async () => {
    const { key, asked, find } = setUp()
    const unknown = createApiKey().key
    for (let call = 0; call < 10; call++) expect(await find(unknown, ip)).toEqual({ ok: false, reason: 'unknown' })
    expect(asked.times).toBe(1)
    for (let call = 0; call < 100; call++) await find(createApiKey().key, ip)
    expect(asked.times).toBe(30)
    expect(await find(createApiKey().key, ip)).toEqual({ ok: false, reason: 'too-many-unknown' })
    expect(await find(key, '192.0.2.2')).toMatchObject({ ok: true })
  })

  test('that has expired or was revoked is refused', async () => {
    const expired = setUp({ expiresAt: new Date(Date.now() - 1) })
    expect(await expired.find(expired.key, ip)).toEqual({ ok: false, reason: 'expired' })
    const revoked = setUp({ revokedAt: new Date() })
    expect(await revoked.find(revoked.key, ip)).toEqual({ ok: false, reason: 'unknown' })
  })
})
