import type { ProblemCode, SecurityKind } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import type { Logger } from '@palisade/service'
import type { FastifyInstance } from 'fastify'

export type SecurityMeter = ReturnType<typeof createSecurityMeter>

const hourMs = 3_600_000

type Options = { db: Pick<Database, 'addSecurityCounts'>; logger: Logger; everyMs?: number; now?: () => number }

/**
 * Counts refusals before the tenant is known, by hour, in memory. Like the usage meter, it adds the counts to the database every
 * few seconds. While the database is unavailable, the counts wait: there are few of them, whatever the traffic.
 */
export function createSecurityMeter({ db, logger, everyMs = 5_000, now = Date.now }: Options) {
  let waiting = new Map<string, { at: Date; kind: SecurityKind; count: number }>()
  let timer: NodeJS.Timeout | undefined

  function add(kind: SecurityKind, hour: number, count: number): void {
    const key = `${kind} ${hour}`
    const known = waiting.get(key) ?? { at: new Date(hour), kind, count: 0 }
    known.count += count
    waiting.set(key, known)
    timer ??= setTimeout(flush, everyMs).unref()
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const entries = [...waiting.values()]
    waiting = new Map()
    if (entries.length === 0) return
    await db.addSecurityCounts(entries).catch(err => {
      logger.warn({ event: 'security-counts.waiting', err }, 'security counts not written, trying again')
      for (const { kind, at, count } of entries) add(kind, at.getTime(), count)
    })
  }

  return {
    count: (kind: SecurityKind): void => add(kind, Math.floor(now() / hourMs) * hourMs, 1),
    flush,
    /** Writes the rest. Call it when no request is left. */
    async close(): Promise<void> {
      await flush()
      clearTimeout(timer)
    },
  }
}

const kinds: Partial<Record<ProblemCode, SecurityKind>> = {
  'invalid-credentials': 'sign-in-failed',
  'invalid-code': 'code-failed',
}

/** Counts wrong passwords and wrong codes. */
export function meterFailures(app: FastifyInstance, meter: Pick<SecurityMeter, 'count'>): void {
  app.addHook('onResponse', ({ problem }, _reply, next) => {
    const kind = problem ? kinds[problem.code] : undefined
    if (kind) meter.count(kind)
    next()
  })
}
