import { randomUUID } from 'node:crypto'
import { apiKeyFormat } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { createApiKey, hashApiKey } from '@palisade/security/credentials'
import { describe, expect, test } from 'vitest'
import { createApiKeyLookup } from './api-key-lookup.ts'

const ip = '192.0.2.1'

type Membership = { id: string; membershipVersion: number; disabledAt: Date | null }

/** A database that knows one key, or several that are alike, and counts how often it is asked. */
function setUp({ expiresAt = new Date(Date.now() + 60_000), revokedAt = null as Date | null, keys = 1 } = {}) {
  const created = Array.from({ length: keys }, () => createApiKey(apiKeyFormat).key)
  const hashes = new Set(created.map(hashApiKey))
  const [key = ''] = created
  const memberId = randomUUID()
  const row = {
    id: randomUUID(),
    tenantId: randomUUID(),
    createdBy: memberId,
    scopes: ['orders:read'],
    createdAt: new Date(),
    expiresAt,
    revokedAt,
    creator: { id: memberId, role: 'member', membershipVersion: 1, disabledAt: null as Date | null },
    serviceAccount: null as { scopes: string[]; membership: Membership } | null,
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

  test('is found when one address sends more valid keys at once than it may send unknown ones', async () => {
    const { keys, asked, find } = setUp({ keys: 100 })
    const answers = await Promise.all(keys.map(key => find(key, ip)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(100)
    expect(asked.times).toBe(100)
  })

  test('with a wrong checksum costs no lookup', async () => {
    const { key, asked, find } = setUp()
    const mistyped = key.replace(/.$/, last => (last === '0' ? '1' : '0'))
    expect(await find(mistyped, ip)).toEqual({ ok: false, reason: 'checksum' })
    expect(await find('pk_', ip)).toEqual({ ok: false, reason: 'format' })
    expect(asked.times).toBe(0)
  })

  test('that is unknown costs one lookup, and an address gets few of them', async () => {
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
    expect(await expired.find(expired.key, ip)).toMatchObject({ ok: false, reason: 'expired' })
    const revoked = setUp({ revokedAt: new Date() })
    expect(await revoked.find(revoked.key, ip)).toEqual({ ok: false, reason: 'unknown' })
  })
})

describe('[S22] [S27] an API key whose creator has changed role', () => {
  const ids = (row: { tenantId: string; createdBy: string }) => ({ tenantId: row.tenantId, id: row.createdBy })

  test('has those of its scopes that the current role has, as soon as the change is announced', async () => {
    const { key, row, find, forget } = setUp()
    row.scopes = ['orders:read', 'orders:write', 'orders:fulfil']
    expect(await find(key, ip)).toMatchObject({
      key: { isServiceAccount: false, scopes: ['orders:read', 'orders:write'] },
    })
    row.creator = { ...row.creator, role: 'partner', membershipVersion: 2 }
    expect(await find(key, ip)).toMatchObject({ key: { membershipVersion: 1 } })
    forget({ what: 'member', ...ids(row) })
    const found = await find(key, ip)
    expect(found).toMatchObject({ key: { scopes: ['orders:read'], membershipVersion: 2 } })
  })

  test('is looked up again when the change is announced during the lookup', async () => {
    const { key, row, asked, find, forget } = setUp()
    asked.meanwhile = () => {
      row.creator.disabledAt = new Date()
      forget({ what: 'member', ...ids(row) })
    }
    expect(await find(key, ip)).toMatchObject({ ok: true })
    expect(await find(key, ip)).toMatchObject({ ok: false, reason: 'disabled' })
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

describe('[P6] the key of a service account', () => {
  test('has those of its scopes that the account has, also after its creator is demoted or leaves', async () => {
    const { key, row, find } = setUp()
    const membership = { id: randomUUID(), membershipVersion: 7, disabledAt: null }
    row.serviceAccount = { scopes: ['orders:read', 'orders:fulfil'], membership }
    row.scopes = ['orders:read', 'orders:write']
    row.creator.disabledAt = new Date()
    const acting = { memberId: membership.id, membershipVersion: 7, isServiceAccount: true, scopes: ['orders:read'] }
    expect(await find(key, ip)).toMatchObject({ ok: true, key: acting })
  })

  test('is refused while the account is disabled, and found again as soon as it is enabled', async () => {
    const { key, row, asked, find, forget } = setUp()
    const membership = { id: randomUUID(), membershipVersion: 1, disabledAt: new Date() as Date | null }
    row.serviceAccount = { scopes: ['orders:read'], membership }
    for (let call = 0; call < 2; call++) expect(await find(key, ip)).toMatchObject({ ok: false, reason: 'disabled' })
    expect(asked.times).toBe(1)
    membership.disabledAt = null
    forget({ what: 'member', tenantId: row.tenantId, id: membership.id })
    expect(await find(key, ip)).toMatchObject({ ok: true })
  })
})
