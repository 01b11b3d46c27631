import { randomBytes } from 'node:crypto'
import { createAbuseScores } from '@palisade/api/abuse-score'
import { createApp } from '@palisade/api/app'
import { readConfig } from '@palisade/api/config'
import { createUsageMeter } from '@palisade/api/usage-meter'
import type { Database, TenantQueries } from '@palisade/db'
import { loadKeyRing } from '@palisade/security/jwt'
import { createAdmission, createRedisStore } from '@palisade/security/rate-limit'
import { createChanges, createLogger } from '@palisade/service'
import { Redis } from 'ioredis'
import { issuer, portOf, type Settings } from '../work.ts'

/** The API as it ships, every layer of it, over a database that answers at once. */
export async function listen({ redisUrl, keysFolder }: Settings): Promise<number> {
  const config = readConfig({
    PALISADE_ENV: 'test',
    DATABASE_URL: 'none',
    REDIS_URL: redisUrl,
    KEYS_FOLDER: keysFolder,
    DATA_KEY: randomBytes(32).toString('base64'),
    PUBLIC_ORIGIN: issuer,
    TRUSTED_PROXIES: '127.0.0.1',
    // The other servers do not log either.
    LOG_LEVEL: 'silent',
  })
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 })
  const logger = createLogger({ service: 'api', level: config.logLevel, hashKey: config.logHashKey })
  // Patient: a Redis that waits for its turn on a busy machine is no Redis that is away.
  const admission = createAdmission({ store: createRedisStore({ redis, timeoutMs: 10_000 }) })
  const db = createImmediateDatabase()
  const app = await createApp({
    config,
    db,
    keys: await loadKeyRing({ folder: keysFolder }),
    admission,
    changes: createChanges({ redis, logger }),
    abuse: createAbuseScores(admission),
    metrics: undefined,
    tracing: undefined,
    usage: createUsageMeter({ db, logger }),
    alarms: { count: () => {} },
    logger,
    isClosing: () => false,
  })
  return portOf(await app.listen({ host: '127.0.0.1', port: 0 }))
}

function createImmediateDatabase(): Database {
  const tenant = { tier: 'enterprise', state: 'active' }
  const tables = {
    order: { findMany: async () => [] },
    tenant: { findFirst: async () => tenant },
  } as unknown as TenantQueries
  const absent = () => Promise.reject(new Error('only reads for a tenant are expected'))
  return {
    forTenant: absent,
    readForTenant: async (_tenantId, read) => read(tables),
    forIdentity: absent,
    addSecurityCounts: absent,
    forConsole: absent,
    forOperator: absent,
    addUsage: async () => {},
    readBusiestUsage: absent,
    readAccessChanges: async () => [],
    ping: async () => {},
    close: async () => {},
  }
}
