import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { RedisAddress } from './store-addresses.ts'

/** Connects to Redis. Calls fail at once while Redis is down, so that no request waits for it. With `waits`, they queue. */
export function connectRedis({ url, ca }: RedisAddress, logger: Logger, { waits = false } = {}): Redis {
  const options = { maxRetriesPerRequest: 1, connectTimeout: 2_000, enableOfflineQueue: waits }
  const client = new Redis(url, { ...options, ...(ca && { tls: { ca } }) })
  client.on('error', error => logger.warn({ event: 'redis.error', message: error.message }, 'redis error'))
  return client
}
