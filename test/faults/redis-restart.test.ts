import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRedisStore, definePolicy } from '@palisade/security/rate-limit'
import { Redis } from 'ioredis'
import { expect, test, vi } from 'vitest'
import { startRedis } from '../support/native/index.ts'

const limit = definePolicy({ name: 'user', algorithm: 'fixed-window', limit: 100, windowMs: 3_600_000 })
const token = { jti: 'j1', subject: 'u1', tenantId: 't1', issuedAtMs: Date.now(), membershipVersion: 1 }

test('[S27] [B7] a crash of Redis loses neither counters nor revocations of more than a second ago', async () => {
  const compose = await readFile('infra/multi-tenant-saas/compose.yaml', 'utf8')
  const flags = compose.match(/--append\w+ \w+/g) ?? []
  const server = await startRedis({ more: flags.map(flag => flag.slice(2)) })
  const redis = new Redis(server.url)
  redis.on('error', () => {})
  const store = createRedisStore({ redis, timeoutMs: 10_000 })
  const admit = (jti: string) => store.admit({ limits: [{ policy: limit, key: 'u1' }], token: { ...token, jti } })
  try {
    expect(await admit('j1')).toMatchObject({ ok: true, limits: [{ remaining: 99 }] })
    await store.revoke({ jti: 'j1' }, { forMs: 600_000 })
    await sleep(1_500)
    await server.kill()
    await server.start()
    await vi.waitFor(() => redis.ping(), { timeout: 20_000 })
    expect(await admit('j2')).toMatchObject({ ok: true, limits: [{ remaining: 98 }] })
    expect(await admit('j1')).toMatchObject({ ok: false, reason: 'revoked' })
  } finally {
    store.close()
    redis.disconnect()
    await server.stop()
  }
})
