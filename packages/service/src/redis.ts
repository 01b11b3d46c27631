import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { RedisAddress } from './store-addresses.ts'

/** A connection that fails at once while Redis is away: who waits for it would wait in vain. A tool waits to be connected. */
export function connectRedis({ url, ca }: RedisAddress, logger: Logger, { waits = false } = {}): Redis {
  const options = { maxRetriesPerRequest: 1, connectTimeout: 2_000, enableOfflineQueue: waits }
  const client = new Redis(url, { ...options, ...(ca && { tls: { ca } }) })
  client.on('error', error => logger.warn({ event: 'redis.error', message: error.message }, 'redis'))
  return client
}
