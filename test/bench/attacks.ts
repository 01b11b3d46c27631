import type { Redis } from 'ioredis'
import { assertAllServed, type Contender, measure } from './contender.ts'
import type { PinnedProcess } from './pinned-process.ts'
import { watchRedis } from './redis-figures.ts'
import { writeRequests } from './work.ts'

type Servers = { load: PinnedProcess; redis: Redis }

/** Calls that a server makes to Redis for one request; what a script does inside Redis is no call. */
export async function countCalls({ load, redis }: Servers, contender: Contender, connections: number): Promise<number> {
  await redis.flushall()
  const stop = await watchRedis(redis)
  const run = await measure(load, contender, { connections, most: 5_000, mostMs: 5_000 })
  assertAllServed(run, contender.name)
  const { calls } = await stop()
  // The script of Palisade reads with MGET too, inside; the others send one for revocations.
  const usesOurs = contender.name === 'palisade' || contender.name === 'fastify-one-call'
  return calls('evalsha', 'eval', ...(usesOurs ? [] : ['mget'])) / run.count
}

export type BlockedFigures = { callsPerRequest: number; usPerRequest: number; refused: number }

/** One user who goes on asking after the limit is reached. The bucket gives back ten units a second all the while. */
export async function measureBlocked({ load, redis }: Servers, palisade: Contender): Promise<BlockedFigures> {
  await redis.flushall()
  const requests = palisade.requests.slice(0, 1)
  await measure(load, palisade, { connections: 8, most: 500, mostMs: 3_000, requests })
  const stop = await watchRedis(redis)
  const run = await measure(load, palisade, { connections: 8, most: 1_500, mostMs: 3_000, requests })
  const { calls } = await stop()
  const served = run.byStatus['200'] ?? 0
  const refused = run.byStatus['429'] ?? 0
  return { callsPerRequest: (calls('evalsha', 'eval') - served) / refused, usPerRequest: run.usPerRequest, refused }
}

export type FloodFigures = { verifiedUs: number; repeatedUs: number; limitedUs: number; limited: number }

/** Forged tokens: each another and from many addresses, a few of them again and again, and all from one address. */
export async function measureFlood({ load }: Servers, palisade: Contender, forged: string[]): Promise<FloodFigures> {
  const flood = { connections: 64, most: forged.length, mostMs: 10_000 }
  const spread = await measure(load, palisade, { ...flood, requests: writeRequests(forged) })
  const few = await measure(load, palisade, { ...flood, requests: writeRequests(forged.slice(0, 512)) })
  const fromOne = writeRequests(forged, () => '192.0.2.66')
  await measure(load, palisade, { ...flood, requests: fromOne.slice(0, 2_500) }) // the burst that the in-process limiter allows
  const limited = await measure(load, palisade, { ...flood, requests: fromOne })
  return {
    verifiedUs: spread.usPerRequest,
    repeatedUs: few.usPerRequest,
    limitedUs: limited.usPerRequest,
    limited: (limited.byStatus['429'] ?? 0) / limited.count,
  }
}
