import { writeFile } from 'node:fs/promises'
import { createDatabase } from '@palisade/db'
import { Redis, type RedisOptions } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../infra/secrets/certificate.ts'
import { freePort, startRedis } from '../support/native/index.ts'
import { signInAt } from '../support/nodes.ts'
import { testOrigin } from '../support/samples.ts'
import { startApi } from '../support/targets/native-api.ts'
import { startDatabase } from '../support/targets/native-database.ts'
import { askForTls, shakeHands } from '../support/tls-handshake.ts'

const password = 'a password for tests alone'
const [authority, stranger] = [await createAuthority('inside'), await createAuthority('inside')]

let database: Awaited<ReturnType<typeof startDatabase>>
let redis: Awaited<ReturnType<typeof startRedis>>

beforeAll(async () => {
  database = await startDatabase(password, { authority })
  redis = await startRedis({ authority })
})

afterAll(async () => {
  await database?.stop()
  await redis?.stop()
})

test('the API and the migrations work with an encrypted database and an encrypted Redis', async () => {
  const port = await freePort()
  const stores = { databaseUrl: database.url, redisUrl: redis.url, redisCa: authority.certificatePem }
  const api = await startApi({ port, publicOrigin: testOrigin, ...stores })
  try {
    // Sign-in is closed while the store of limits is away.
    expect(await signInAt(`http://127.0.0.1:${port}`, 'owner@acme.test', password)).toMatch(/^ey/)
  } finally {
    await api.stop()
  }
})

describe('the database', () => {
  const ping = async (change: (url: URL) => void) => {
    const url = new URL(database.url)
    change(url)
    const db = createDatabase(url.href)
    return db.ping().finally(() => db.close())
  }

  test('accepts a connection over TLS with the password', () => expect(ping(() => {})).resolves.toBeUndefined())

  test('[S93] talks TLS 1.3 alone', async () => {
    const port = Number(new URL(database.url).port)
    const ca = authority.certificatePem
    expect(await shakeHands(port, { ca }, askForTls)).toMatch(/^TLSv1\.3 /)
    expect(await shakeHands(port, { ca, maxVersion: 'TLSv1.2' }, askForTls)).toMatch(/PROTOCOL_VERSION$/)
  })

  test('takes no plain connection, with the right password either', async () => {
    const plain = ping(url => {
      url.search = ''
    })
    await expect(plain).rejects.toThrow('no pg_hba.conf entry for host "127.0.0.1"')
  })

  test('[S93] is refused under another name, and by clients that trust another authority of the same name', async () => {
    const elsewhere = ping(url => {
      url.hostname = '127.0.0.1'
    })
    await expect(elsewhere).rejects.toThrow(/altnames|Hostname\/IP/i)
    const file = `${new URL(database.url).searchParams.get('sslrootcert')}.other`
    await writeFile(file, stranger.certificatePem)
    const deceived = ping(url => url.searchParams.set('sslrootcert', file))
    await expect(deceived).rejects.toThrow(/certificate/)
  })
})

describe('Redis', () => {
  const ping = async (tls: Pick<RedisOptions, 'tls'>, url = redis.url) => {
    const once = { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0, connectTimeout: 30_000 }
    const client = new Redis(url, { ...once, ...tls })
    const failed = new Promise<never>((_, reject) => client.on('error', reject))
    return Promise.race([failed, client.ping()]).finally(() => client.disconnect())
  }

  test('accepts a connection over TLS with the password', () =>
    expect(ping({ tls: { ca: authority.certificatePem } })).resolves.toBe('PONG'))

  test('[S93] talks TLS 1.3 alone', async () => {
    const ca = authority.certificatePem
    expect(await shakeHands(redis.port, { ca })).toMatch(/^TLSv1\.3 /)
    expect(await shakeHands(redis.port, { ca, maxVersion: 'TLSv1.2' })).toMatch(/PROTOCOL_VERSION$/)
  })

  test('takes no plain connection, with the right password either', async () => {
    await expect(ping({}, redis.url.replace('rediss:', 'redis:'))).rejects.toThrow()
  })

  test('[S93] is refused under another name, and by clients that trust another authority of the same name', async () => {
    const elsewhere = redis.url.replace('localhost', '127.0.0.1')
    await expect(ping({ tls: { ca: authority.certificatePem } }, elsewhere)).rejects.toThrow(/altnames|Hostname\/IP/i)
    await expect(ping({ tls: { ca: stranger.certificatePem } })).rejects.toThrow(/certificate/)
    await expect(ping({})).rejects.toThrow(/certificate/)
  })
})
