import { createApp } from '@palisade/api/app'
import { readConfig } from '@palisade/api/config'
import { createLogger } from '@palisade/api/logger'
import type { Database, TenantDb } from '@palisade/db'
import { loadKeyRing } from '@palisade/security/jwt'
import {
  type AdmissionStore,
  createAdmission,
  createRedisStore,
  definePolicy,
  type LimitCheck,
} from '@palisade/security/rate-limit'
import { Redis } from 'ioredis'
import { answer, issuer, portOf, type Settings } from '../work.ts'

/** The API as it ships, every layer of it, over a database that answers at once. */
export async function listen({ redisUrl, keysFolder }: Settings): Promise<number> {
  const config = readConfig({
    PALISADE_ENV: 'test',
    DATABASE_URL: 'none',
    REDIS_URL: redisUrl,
    KEYS_FOLDER: keysFolder,
    PUBLIC_ORIGIN: issuer,
    TRUSTED_PROXIES: '127.0.0.1',
    // The other servers do not log either.
    LOG_LEVEL: 'silent',
  })
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 })
  const app = await createApp({
    config,
    db: createImmediateDatabase(),
    keys: await loadKeyRing({ folder: keysFolder }),
    // Patient: a Redis that waits for its turn on a busy machine is no Redis that is away.
    admission: withFourLimits(createAdmission({ store: createRedisStore({ redis, timeoutMs: 10_000 }) })),
    logger: createLogger(config.logLevel),
    isClosing: () => false,
  })
  return portOf(await app.listen({ host: '127.0.0.1', port: 0 }))
}

const added = ['key', 'tenant'].map(name =>
  definePolicy({ name, algorithm: 'token-bucket', limit: 1_000_000, windowMs: 60_000 }),
)

/** The other servers ask for four limits on every request. Where the layers ask for fewer, the rest is added here. */
function withFourLimits(store: AdmissionStore): AdmissionStore {
  return {
    ...store,
    admit({ limits, token, ...request }) {
      if (!token || limits.length >= 4) return store.admit({ limits, ...(token && { token }), ...request })
      const keys = [token.jti, token.tenantId]
      const rest = added
        .slice(limits.length - 4)
        .map((policy, index): LimitCheck => ({ policy, key: keys[index] ?? '' }))
      return store.admit({ limits: [...limits, ...rest], token, ...request })
    },
  }
}

function createImmediateDatabase(): Database {
  const rows = answer.items.map(({ totalMinor, createdAt, updatedAt, ...item }) => ({
    ...item,
    totalMinor: BigInt(totalMinor),
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
  }))
  const tables = { order: { findMany: async () => rows } } as unknown as TenantDb
  return {
    forTenant: async (_tenantId, work) => work(tables),
    forIdentity: () => Promise.reject(new Error('no identities here')),
    ping: async () => {},
    close: async () => {},
  }
}
