import { createRedisStore, definePolicy } from '@palisade/security/rate-limit'
import { Redis } from 'ioredis'
import { median } from '../support/median.ts'
import { usedBytes, watchRedis } from './redis-figures.ts'

export type StoreOrder = { redisUrl: string; few: number; many: number; revoked: number; rounds: number }

export type StoreFigures = {
  /** Processor time of an admission, in this process and in Redis, among few keys and among many. */
  few: { ownUs: number; redisUs: number }
  many: { ownUs: number; redisUs: number }
  ratio: number
  /** Of a caller that has been refused and has nothing given back yet. */
  callsOfBlocked: number
  bytesPerKey: number
  bytesPerRevokedToken: number
}

/** A bucket that stays half full for hours, so that no entry of it expires while others are measured. */
const policy = definePolicy({ name: 'ip', algorithm: 'token-bucket', limit: 1_000, windowMs: 10 * 3_600_000 })
const half = 500
const together = 64
const chargedAtOnce = 2_000

async function measureStore(order: StoreOrder): Promise<StoreFigures> {
  const redis = new Redis(order.redisUrl)
  await redis.flushall()
  const emptyBytes = await usedBytes(redis)
  await fill(redis, 'many', order.many)
  const bytesPerKey = ((await usedBytes(redis)) - emptyBytes) / order.many
  await fill(redis, 'few', order.few)

  const few = []
  const many = []
  const ratios = []
  for (let round = -1; round < order.rounds; round += 1) {
    const amongFew = await measureAdmission(redis, 'few', order.few)
    const amongMany = await measureAdmission(redis, 'many', order.many)
    if (round < 0) continue
    few.push(amongFew)
    many.push(amongMany)
    ratios.push((amongMany.ownUs + amongMany.redisUs) / (amongFew.ownUs + amongFew.redisUs))
  }
  const callsOfBlocked = await countCallsOfBlocked(redis)
  const bytesPerRevokedToken = await measureRevoked(redis, order.revoked)
  redis.disconnect()
  return {
    few: middle(few),
    many: middle(many),
    ratio: median(ratios),
    callsOfBlocked,
    bytesPerKey,
    bytesPerRevokedToken,
  }
}

const middle = (figures: readonly { ownUs: number; redisUs: number }[]) => ({
  ownUs: median(figures.map(figure => figure.ownUs)),
  redisUs: median(figures.map(figure => figure.redisUs)),
})

const keyOf = (name: string, index: number) => `${name}-${index}`

async function fill(redis: Redis, name: string, count: number): Promise<void> {
  const store = createRedisStore({ redis, timeoutMs: 30_000 })
  for (let from = 0; from < count; from += chargedAtOnce) {
    const length = Math.min(chargedAtOnce, count - from)
    await store.charge(Array.from({ length }, (_, index) => ({ policy, key: keyOf(name, from + index), cost: half })))
  }
}

async function measureAdmission(redis: Redis, name: string, count: number, admissions = 12_800) {
  const store = createRedisStore({ redis, timeoutMs: 30_000 })
  const stop = await watchRedis(redis)
  const start = process.cpuUsage()
  for (let done = 0; done < admissions; done += together) {
    const keys = Array.from({ length: together }, () => keyOf(name, Math.floor(Math.random() * count)))
    await Promise.all(keys.map(key => store.admit({ limits: [{ policy, key }] })))
  }
  const { user, system } = process.cpuUsage(start)
  const { usedUs } = await stop()
  return { ownUs: (user + system) / admissions, redisUs: usedUs / admissions }
}

async function countCallsOfBlocked(redis: Redis): Promise<number> {
  const store = createRedisStore({ redis })
  const hourly = definePolicy({ name: 'hourly', algorithm: 'token-bucket', limit: 1, windowMs: 3_600_000 })
  const limits = [{ policy: hourly, key: 'blocked' }]
  for (let admitted = true; admitted; ) admitted = (await store.admit({ limits })).ok
  const stop = await watchRedis(redis)
  const attempts = 1_000
  for (let attempt = 0; attempt < attempts; attempt += 1) await store.admit({ limits })
  return (await stop()).calls('evalsha', 'eval') / attempts
}

async function measureRevoked(redis: Redis, count: number): Promise<number> {
  await redis.flushall()
  const store = createRedisStore({ redis, timeoutMs: 30_000 })
  const emptyBytes = await usedBytes(redis)
  for (let from = 0; from < count; from += together) {
    const jtis = Array.from({ length: together }, (_, index) => `session-${from + index}`)
    await Promise.all(jtis.map(jti => store.revoke({ jti }, { forMs: 900_000 })))
  }
  return ((await usedBytes(redis)) - emptyBytes) / (await redis.dbsize())
}

process.once('message', async (order: StoreOrder) => {
  process.send?.(await measureStore(order))
})
process.once('disconnect', () => process.exit())
