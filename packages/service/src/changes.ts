import type { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** A change, for which every node drops the cached entry. `missed`: any change may have been lost. */
export type Change =
  | { what: 'tenant'; id: string }
  | { what: 'member'; tenantId: string; id: string }
  | { what: 'api-key'; tenantId: string; id: string }
  | { what: 'session'; tenantId: string; id: string }
  | { what: 'origin'; origin: string }
  | { what: 'missed' }

export type Changes = {
  /** Applies a change to this node and announces it to all others. Never rejects: a node that misses it reads it from the database. */
  announce(change: Change): Promise<void>
  /** Applies a change to this node only, which read it from the database. */
  apply(change: Change): void
  subscribe(listener: (change: Change) => void): void
  close(): Promise<void>
}

const channel = 'palisade:changes'

/** How long an announcement waits for a Redis that does not answer. */
const publishWithinMs = 500

/** Without Redis there is one node, which reads the changes of other processes from the database. */
export function createChanges({ redis, logger }: { redis: Redis | undefined; logger: Logger }): Changes {
  const listeners: ((change: Change) => void)[] = []
  const notifyAll = (change: Change) => {
    for (const listener of listeners) listener(change)
  }
  const subscriber = redis && subscribeTo(redis, logger, notifyAll)

  return {
    async announce(change) {
      notifyAll(change)
      if (!redis) return
      await within(publishWithinMs, redis.publish(channel, JSON.stringify(change))).catch((error: Error) => {
        logger.error({ event: 'change.not-announced', change, message: error.message }, 'change not announced')
      })
    },
    apply: notifyAll,
    subscribe: listener => void listeners.push(listener),
    close: async () => subscriber?.disconnect(),
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`Redis took longer than ${ms} ms`)), ms)
  await Promise.race([work, promise]).finally(() => clearTimeout(timer))
}

/** A subscription needs a connection of its own, which waits for Redis for as long as it takes. */
function subscribeTo(redis: Redis, logger: Logger, notifyAll: (change: Change) => void): Redis {
  const subscriber = redis.duplicate({ maxRetriesPerRequest: null, enableOfflineQueue: true, autoResubscribe: false })
  subscriber.on('error', error =>
    logger.warn({ event: 'redis.error', message: error.message }, 'redis error in subscription'),
  )
  subscriber.on('message', (_channel, text) => {
    const change = readChange(text)
    if (change) notifyAll(change)
  })
  subscriber.on('ready', async () => {
    try {
      await subscriber.subscribe(channel)
      // Redis does not repeat what it published while this node was disconnected.
      notifyAll({ what: 'missed' })
    } catch (error) {
      logger.warn({ event: 'redis.error', message: (error as Error).message }, 'redis error in subscription')
    }
  })
  return subscriber
}

function readChange(text: string): Change | undefined {
  try {
    return JSON.parse(text) as Change
  } catch {
    return undefined
  }
}
