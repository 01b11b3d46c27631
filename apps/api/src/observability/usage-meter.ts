import { limitClasses } from '@palisade/contracts'
import { type Database, isUnavailable, people, type UsageCounts } from '@palisade/db'
import type { Logger } from '@palisade/service'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { limitKeyOf } from '../access/principal.ts'

export type UsageMeter = ReturnType<typeof createUsageMeter>

type MeteredCaller = Pick<UsageCounts, 'tenantId' | 'callerKind' | 'callerId'>

/** A request of a known caller, once it is answered. */
export type MeteredRequest = MeteredCaller & { class: string; status: number; units: number }

const hourMs = 3_600_000

/** The most rows in one statement. */
const mostAtOnce = 1_000

/** How often to try the same rows when the database refuses them: one of their tenants may have been erased meanwhile. */
const mostRefused = 3

type Options = {
  db: Pick<Database, 'addUsage'>
  logger: Logger
  everyMs?: number
  /** The most waiting counts (caller, class, hour), about 10 MB. While the database is unavailable, further ones are lost. */
  mostWaiting?: number
  now?: () => number
}

/**
 * Counts requests in memory, and adds the counts to the database every few seconds: no request waits for it, and a node
 * sends one statement, however many requests it has answered. A node that crashes loses the counts of those seconds.
 */
export function createUsageMeter({ db, logger, everyMs = 5_000, mostWaiting = 20_000, now = Date.now }: Options) {
  let waiting = new Map<string, UsageCounts>()
  let lost = 0
  /** How many times in a row the database answered and refused the rows. */
  let refused = 0
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  function entryFor({ tenantId, callerKind, callerId, class: name }: MeteredRequest): UsageCounts | undefined {
    const hour = Math.floor(now() / hourMs)
    const key = `${tenantId} ${callerId} ${name} ${hour}`
    const known = waiting.get(key)
    if (known || waiting.size >= mostWaiting) return known
    const entry = { tenantId, at: new Date(hour * hourMs), callerKind, callerId, class: name, ...nothing }
    waiting.set(key, entry)
    return entry
  }

  /** Puts rows back that could not be written. */
  function putBack(entries: Iterable<[string, UsageCounts]>): void {
    for (const [key, entry] of entries) {
      const known = waiting.get(key)
      if (known) for (const name of countNames) known[name] += entry[name]
      else if (waiting.size < mostWaiting) waiting.set(key, entry)
      else lost += entry.requests
    }
  }

  async function write(): Promise<void> {
    const entries = [...waiting]
    waiting = new Map()
    for (let at = 0; at < entries.length; at += mostAtOnce) {
      const batch = entries.slice(at, at + mostAtOnce)
      if (await writeBatch(batch)) continue
      putBack(entries.slice(at + mostAtOnce))
      return
    }
    if (lost > 0) logger.error({ event: 'usage.lost', requests: lost }, 'usage lost')
    lost = 0
  }

  /** @returns whether the batch needs no other attempt */
  async function writeBatch(batch: readonly [string, UsageCounts][]): Promise<boolean> {
    try {
      await db.addUsage(batch.map(([, entry]) => entry))
      refused = 0
      return true
    } catch (err) {
      refused = isUnavailable(err) ? refused : refused + 1
      // Otherwise one row that cannot be written would block all others for ever.
      const isHopeless = refused >= mostRefused
      if (isHopeless) {
        refused = 0
        for (const [, { requests }] of batch) lost += requests
      } else putBack(batch)
      logger.warn({ event: 'usage.waiting', entries: waiting.size, lost, err }, 'usage not written')
      return isHopeless
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write).finally(() => waiting.size > 0 && schedule())
    return writing
  }

  function schedule(): void {
    timer ??= setTimeout(flush, everyMs).unref()
  }

  return {
    count(request: MeteredRequest): void {
      const entry = entryFor(request)
      if (!entry) {
        lost += 1
        return
      }
      const refusal = refusals[request.status]
      entry.requests += 1
      entry.units += request.units
      if (refusal) entry[refusal] += 1
      schedule()
    },
    /** Writes what is counted. */
    flush,
    /** Writes the rest. Call it when no request is left. */
    async close(): Promise<void> {
      await flush()
      clearTimeout(timer)
    },
  }
}

const nothing = { requests: 0, units: 0, unauthenticated: 0, forbidden: 0, limited: 0 }

const countNames = Object.keys(nothing) as (keyof typeof nothing)[]

const refusals: Readonly<Record<number, 'unauthenticated' | 'forbidden' | 'limited'>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  429: 'limited',
}

/** Counts each request whose caller is known, also one that a layer has refused. */
export function meterUsage(app: FastifyInstance, meter: Pick<UsageMeter, 'count'>): void {
  app.addHook('onResponse', (request, reply, next) => {
    const { endpoint, admitted } = request
    const caller = callerOf(request)
    if (caller && endpoint) {
      const units = admitted ? limitClasses[endpoint.limit].cost : 0
      meter.count({ ...caller, class: endpoint.limit, status: reply.statusCode, units })
    }
    next()
  })
}

function callerOf({ principal, endedKey }: FastifyRequest): MeteredCaller | undefined {
  if (endedKey) return { tenantId: endedKey.tenantId, callerKind: 'api-key', callerId: endedKey.id }
  // An operator's requests, in the console or for an owner, are not usage of the tenant.
  if (!principal || principal.kind === 'operator' || principal.kind === 'impersonation') return undefined
  const { kind, tenantId } = principal
  if (kind === 'user') return { tenantId, callerKind: 'people', callerId: people }
  return { tenantId, callerKind: kind === 'client' ? 'client-key' : 'api-key', callerId: limitKeyOf(principal) }
}
