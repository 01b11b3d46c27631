import type { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** What was changed, so that every node forgets what it remembers of it. `missed`: it may have been anything. */
export type Change =
  | { what: 'tenant'; id: string }
  | { what: 'member'; tenantId: string; id: string }
  | { what: 'api-key'; tenantId: string; id: string }
  | { what: 'session'; tenantId: string; id: string }
  | { what: 'origin'; origin: string }
  | { what: 'missed' }

export type Changes = {
  /** Tells this node at once, and all others through Redis. Never rejects: who is not told asks anew within a minute. */
  announce(change: Change): Promise<void>
  /** Tells this node alone, what it learned in another way than through Redis. */
  apply(change: Change): void
  subscribe(listener: (change: Change) => void): void
  close(): Promise<void>
}

const channel = 'palisade:changes'

/** How long an announcement waits for a Redis that has stopped answering. */
const publishWithinMs = 500

/** Without Redis, who started this process passes on what it announces: `npm start` does, from worker to API. */
export function createChanges({ redis, logger }: { redis: Redis | undefined; logger: Logger }): Changes {
  const listeners: ((change: Change) => void)[] = []
  const tellAll = (change: Change) => {
    for (const listener of listeners) listener(change)
  }
  const subscriber = redis && subscribeTo(redis, logger, tellAll)
  if (!redis) process.on('message', change => tellAll(change as Change))

  return {
    async announce(change) {
      tellAll(change)
      if (!redis) process.send?.(change)
      if (!redis) return
      await within(publishWithinMs, redis.publish(channel, JSON.stringify(change))).catch((error: Error) => {
        logger.error({ event: 'change.not-announced', change, message: error.message }, 'change not announced')
      })
    },
    apply: tellAll,
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
function subscribeTo(redis: Redis, logger: Logger, tellAll: (change: Change) => void): Redis {
  const subscriber = redis.duplicate({ maxRetriesPerRequest: null, enableOfflineQueue: true, autoResubscribe: false })
  subscriber.on('error', error => logger.warn({ event: 'redis.error', message: error.message }, 'redis: changes'))
  subscriber.on('message', (_channel, text) => {
    const change = readChange(text)
    if (change) tellAll(change)
  })
  subscriber.on('ready', async () => {
    try {
      await subscriber.subscribe(channel)
      // Nobody repeats what was announced while this node was cut off.
      tellAll({ what: 'missed' })
    } catch (error) {
      logger.warn({ event: 'redis.error', message: (error as Error).message }, 'redis: changes')
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
