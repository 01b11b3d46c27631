import { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** A connection that fails at once while Redis is away: who waits for it would wait in vain. */
export function connectRedis(url: string, logger: Logger): Redis {
  const client = new Redis(url, { maxRetriesPerRequest: 1, connectTimeout: 2_000, enableOfflineQueue: false })
  client.on('error', error => logger.warn({ event: 'redis.error', message: error.message }, 'redis'))
  return client
}
