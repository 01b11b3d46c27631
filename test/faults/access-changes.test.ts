import { randomUUID } from 'node:crypto'
import { type ClientRequest, request as openRequest } from 'node:http'
import type { ResponseOf, Role } from '@palisade/contracts'
import { createRedisStore } from '@palisade/security/rate-limit'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { type Answer, send } from '../support/clients/send.ts'
import { type Nodes, operateOn, signInAt, startNodes } from '../support/nodes.ts'
import { plainDraft } from '../support/samples.ts'

type Member = ResponseOf<'members.change'>

/** Refusals count against a caller, so that nobody asks all the time. */
const patience = { timeout: 60_000, interval: 1_000 }

let system: Nodes
let first: string
let second: string
/** The owner, with a second factor. */
let owner: string
let members: Member[]
/** Keys that the admin made: one reads members, one writes orders. */
let adminKeys: { reads: string; writes: string }

beforeAll(async () => {
  system = await startNodes(2)
  ;[first = '', second = ''] = system.nodes.map(node => node.url)
  owner = await strongToken('owner@acme.test')
  members = (await ask('GET', '/api/members', owner)).json<ResponseOf<'members.list'>>().items
  const admin = await strongToken('admin@acme.test')
  const reads = await createKey(admin, 'orders:read', 'orders:fulfil', 'members:read')
  const writes = await createKey(admin, 'orders:write')
  adminKeys = { reads: reads.key, writes: writes.key }
})

afterAll(() => system?.stop())

afterEach(async () => {
  for (const role of ['member', 'admin'] as const) await change(`${role}@acme.test`, { role, disabled: false })
})

/** From an address of its own, so that penalties raise the cost of no other request. */
let calls = 0
const ownAddress = () => `198.51.${++calls >> 8}.${calls & 255}`

const ask = (method: string, path: string, token: string, json?: object, url = first) =>
  send(url, path, { method, token, headers: { 'x-forwarded-for': ownAddress() }, ...(json && { json }) })

async function strongToken(email: string): Promise<string> {
  const token = await signInAt(first, email, system.password)
  const enrolled = await ask('POST', '/api/auth/second-factor/enrolment', token, { password: system.password })
  const { secret } = enrolled.json<ResponseOf<'second-factor.enrol'>>()
  const code = await createAuthenticator(secret).nextCode()
  const confirmed = await ask('POST', '/api/auth/second-factor/confirmation', token, { code })
  return confirmed.json<ResponseOf<'second-factor.confirm'>>().session.accessToken
}

function change(email: string, json: { role?: Role; disabled?: boolean }): Promise<Answer> {
  const id = members.find(member => member.email === email)?.id
  return ask('PATCH', `/api/members/${id}`, owner, json)
}

/** The answers of both nodes to the same request. */
const askBoth = async (method: string, path: string, token: string, json?: object) =>
  Promise.all([first, second].map(async url => summary(await ask(method, path, token, json, url))))

/** The status, and the code of the problem where it is one. */
const summary = ({ status, text, json }: Pick<Answer, 'status' | 'text' | 'json'>) =>
  [status, ...(text.includes('"code"') ? [json().code] : [])].join(' ')

async function createKey(token: string, ...scopes: string[]) {
  const created = await ask('POST', '/api/api-keys', token, { name: 'Robot', scopes, expiresInDays: 1 })
  return created.json<ResponseOf<'api-keys.create'>>()
}

/** What Redis itself says about an access token. */
async function isRevokedInRedis(token: string): Promise<boolean> {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const redis = new Redis(system.redis.url)
  redis.on('error', () => {})
  const store = createRedisStore({ redis })
  const admitted = await store.admit({
    limits: [],
    token: {
      jti: claims.jti,
      subject: claims.sub,
      tenantId: claims.tenant_id,
      sessionId: claims.sid,
      issuedAtMs: claims.iat * 1_000,
      membershipVersion: claims.mv,
    },
  })
  redis.disconnect()
  return !admitted.ok && admitted.reason === 'revoked'
}

/**
 * Keeps the reads of announced changes from ending, and lets the changes be older than those that a node reads again.
 * @returns a function that lets them end
 */
async function holdReads(): Promise<() => Promise<void>> {
  const owner = new pg.Client({ connectionString: system.database.ownerUrl })
  await owner.connect()
  await owner.query(`UPDATE access_changes SET at = at - interval '1 minute'`)
  await owner.query('BEGIN; LOCK TABLE access_changes IN ACCESS EXCLUSIVE MODE')
  const waiting = `SELECT FROM pg_locks WHERE relation = 'access_changes'::regclass AND NOT granted`
  const letRead = async () => {
    await owner.query('COMMIT')
    await owner.end()
  }
  try {
    await vi.waitFor(async () => expect((await owner.query(waiting)).rowCount).toBe(2), patience)
  } catch (error) {
    await letRead()
    throw error
  }
  return letRead
}

/** The nodes that hear of changes through Redis. */
async function countFollowers(): Promise<number> {
  const redis = new Redis(system.redis.url)
  redis.on('error', () => {})
  const [, count] = (await redis.pubsub('NUMSUB', 'palisade:changes')) as [string, number]
  redis.disconnect()
  return count
}

describe('[S27] [B7] Redis is away while a role changes', () => {
  async function withoutRedis(work: () => Promise<void>): Promise<void> {
    await system.redis.kill()
    try {
      await work()
    } finally {
      await system.redis.start()
      // Signing in is closed until a node has come back to Redis.
      const signIn = () => Promise.all([first, second].map(url => signInAt(url, 'partner@acme.test', system.password)))
      await vi.waitFor(signIn, { timeout: 60_000, interval: 500 })
    }
  }

  test('the change succeeds, every node refuses the old token, and Redis learns of it when it is back', async () => {
    const token = await signInAt(second, 'member@acme.test', system.password)
    expect(await askBoth('GET', '/api/orders', token)).toEqual(['200', '200'])
    const refused = ['401 invalid-token', '401 invalid-token']
    await withoutRedis(async () => {
      const changed = await change('member@acme.test', { role: 'partner' })
      expect([changed.status, changed.json<Member>().role]).toEqual([200, 'partner'])
      // A write checks the role in its own transaction: a node that has not heard of the change does not act either.
      expect(await askBoth('POST', '/api/orders', token, plainDraft)).toEqual([
        '401 invalid-token',
        expect.stringMatching(/^(403 access-changed|401 invalid-token)$/),
      ])
      await vi.waitFor(async () => expect(await askBoth('GET', '/api/orders', token)).toEqual(refused), patience)
    })
    await vi.waitFor(async () => expect(await isRevokedInRedis(token)).toBe(true), patience)
    expect(await askBoth('GET', '/api/orders', token)).toEqual(refused)
    // Killed again, it forgets everything, and comes back while both nodes read the changes of the last half minute.
    const letRead = await holdReads()
    try {
      await withoutRedis(async () => {})
      await vi.waitFor(async () => expect(await countFollowers()).toBe(2), patience)
    } finally {
      await letRead()
    }
    await vi.waitFor(async () => expect(await isRevokedInRedis(token)).toBe(true), patience)
  })

  test('an API key is cut down to the new role, and one that is revoked stops working, on every node', async () => {
    const { reads } = adminKeys
    const revoked = await createKey(owner, 'orders:read')
    expect(await askBoth('GET', '/api/members', reads)).toEqual(['200', '200'])
    expect(await askBoth('GET', '/api/orders', revoked.key)).toEqual(['200', '200'])
    await withoutRedis(async () => {
      expect((await change('admin@acme.test', { role: 'member' })).status).toBe(200)
      expect((await ask('DELETE', `/api/api-keys/${revoked.id}`, owner)).status).toBe(204)
      await vi.waitFor(async () => {
        const refused = '403 insufficient-scope'
        expect(await askBoth('GET', '/api/members', reads)).toEqual([refused, refused])
        expect(await askBoth('GET', '/api/orders', reads)).toEqual(['200', '200'])
        expect(await askBoth('GET', '/api/orders', revoked.key)).toEqual(['401 invalid-token', '401 invalid-token'])
      }, patience)
    })
  })

  test('a tenant is suspended on every node', async () => {
    const token = await signInAt(first, 'owner@globex.test', system.password)
    expect(await askBoth('GET', '/api/orders', token)).toEqual(['200', '200'])
    const refused = ['403 tenant-suspended', '403 tenant-suspended']
    await withoutRedis(async () => {
      await operateOn(system, 'suspend', 'globex')
      await vi.waitFor(async () => expect(await askBoth('GET', '/api/orders', token)).toEqual(refused), patience)
    })
    await operateOn(system, 'resume', 'globex')
  })
})

/** Sends an order without its last byte, and resolves once the API has admitted the request. */
async function startSlowOrder(token: string, observer = owner) {
  const bytes = Buffer.from(JSON.stringify({ ...plainDraft, note: randomUUID() }))
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': bytes.length,
  }
  const spent = await followQuota(observer)
  const request: ClientRequest = openRequest(`${second}/api/orders`, { method: 'POST', headers })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  request.on('error', reject)
  request.on('response', async response => {
    const text = Buffer.concat(await response.toArray()).toString()
    resolve(summary({ status: response.statusCode ?? 0, text, json: () => JSON.parse(text) }))
  })
  request.write(bytes.subarray(0, -1))
  await vi.waitFor(async () => expect(await spent()).toBeGreaterThan(0), 60_000)
  return () => {
    request.end(bytes.subarray(-1))
    return promise
  }
}

/** @returns a function that tells how many units of the month's quota others have used since it was last called */
async function followQuota(token: string): Promise<() => Promise<number>> {
  const remaining = async () => {
    const { limits } = (await ask('GET', '/api/tenant', token)).json<ResponseOf<'tenant.read'>>()
    return limits.find(({ name }) => name === 'quota')?.remaining ?? Number.NaN
  }
  let last = await remaining()
  const difference = async () => {
    const before = last
    last = await remaining()
    return before - last
  }
  const own = await difference()
  return async () => (await difference()) - own
}

describe('[S20] [S27] a write is admitted, and before its body arrives', () => {
  test('nothing has changed: it succeeds', async () => {
    const finish = await startSlowOrder(await signInAt(first, 'member@acme.test', system.password))
    expect(await finish()).toBe('201')
  })

  test('its member was demoted, or disabled: 403', async () => {
    for (const json of [{ role: 'partner' }, { disabled: true }] as const) {
      await change('member@acme.test', { role: 'member', disabled: false })
      const finish = await startSlowOrder(await signInAt(first, 'member@acme.test', system.password))
      expect((await change('member@acme.test', json)).status).toBe(200)
      expect(await finish()).toBe('403 access-changed')
    }
  })

  test('its session has ended: 403', async () => {
    const token = await signInAt(first, 'member@acme.test', system.password)
    const finish = await startSlowOrder(token)
    expect((await ask('DELETE', '/api/auth/sessions', token)).status).toBe(204)
    expect(await finish()).toBe('403 access-changed')
  })

  test('its API key was revoked, or the maker of the key was demoted: 403', async () => {
    const revoked = await createKey(owner, 'orders:write')
    const finishRevoked = await startSlowOrder(revoked.key)
    await ask('DELETE', `/api/api-keys/${revoked.id}`, owner)
    expect(await finishRevoked()).toBe('403 access-changed')

    const finishCut = await startSlowOrder(adminKeys.writes)
    await change('admin@acme.test', { role: 'partner' })
    expect(await finishCut()).toBe('403 access-changed')
  })

  test('its tenant was suspended: 403', async () => {
    const token = await signInAt(first, 'owner@globex.test', system.password)
    const finish = await startSlowOrder(token, token)
    await operateOn(system, 'suspend', 'globex')
    expect(await finish()).toBe('403 tenant-suspended')
    await operateOn(system, 'resume', 'globex')
  })
})
