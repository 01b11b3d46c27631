import type { Cluster, Redis } from 'ioredis'
import { penaltiesOf } from './algorithms.ts'
import { createBlocked } from './blocked.ts'
import { createGatherer, type Operation } from './gather.ts'
import { createKeys, type StoreKey } from './keys.ts'
import { checkPoints } from './memory-store.ts'
import { planAdmission } from './plan.ts'
import { costOf, isWhole, ruleOf } from './policy.ts'
import { entryOf } from './revocation.ts'
import { createScriptCall } from './script.ts'
import type { Admission, AdmissionRequest, AdmissionStore, LimitCheck, LimitStatus, PenaltyScale } from './types.ts'

export type RedisStoreOptions = {
  /** A client that the caller opens and closes. */
  redis: Redis | Cluster
  /** Put before every key. Short: it is kept a million times. Default `p:`. */
  keyPrefix?: string
  /** A call that takes longer counts as failed. Default 250 ms. */
  timeoutMs?: number
  /** How long a refusal is answered from memory at most. 0 asks Redis every time. Default 1,000 ms. */
  rememberBlockedMs?: number
  /** Redis Cluster: hash tags that identifiers are spread over. All nodes must agree. Default 64. */
  clusterBuckets?: number
  penalty?: PenaltyScale
}

/**
 * The store that all nodes share. Admissions of one turn of the event loop travel in one script call; on Redis Cluster
 * in one for each bucket that they touch. `admit` never rejects because of Redis: it says `unavailable`. The other
 * methods reject with StoreUnavailableError.
 *
 * @throws {TypeError | RangeError} for options out of range
 */
export function createRedisStore(options: RedisStoreOptions): AdmissionStore {
  const { redis, keyPrefix = 'p:', timeoutMs = 250, rememberBlockedMs = 1000, clusterBuckets = 64 } = options
  if (!isWhole(timeoutMs, 1, 60_000)) throw new RangeError('timeoutMs must be a whole number from 1 to 60,000')
  if (!isWhole(rememberBlockedMs, 0, 60_000)) throw new RangeError('rememberBlockedMs must be from 0 to 60,000')
  if (!isWhole(clusterBuckets, 1, 16_384)) throw new RangeError('clusterBuckets must be from 1 to 16,384')
  if (/[{}]/.test(keyPrefix)) throw new TypeError('keyPrefix must not contain a hash tag')
  const scale = penaltiesOf(options.penalty)
  const keys = createKeys(keyPrefix, redis.isCluster ? clusterBuckets : 0)
  const blocked = createBlocked(10_000, rememberBlockedMs)
  const gatherer = createGatherer(createScriptCall(redis, timeoutMs, [scale.halvingUs, scale.maxHalvings]))

  function findBlocked(request: AdmissionRequest): Admission | undefined {
    const violated: LimitStatus[] = []
    for (const check of request.limits) {
      if (ruleOf(check.policy).shadow) continue
      const status = blocked.find(keys.limit(check.policy, check.key).name, costOf(check))
      if (status !== undefined) violated.push(status)
    }
    if (violated.length === 0) return undefined
    const retryAfterMs = Math.max(...violated.map(status => status.retryAfterMs))
    return { ok: false, reason: 'limited', violated, limits: violated, retryAfterMs }
  }

  function record(keyed: readonly StoreKey[], toText: (indexes: number[]) => string): Promise<void> {
    const byBucket = Map.groupBy(keyed.keys(), index => keyed[index]?.bucket ?? 0)
    const parts = [...byBucket].map(([bucket, indexes]) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const settle = (_: readonly number[], at: number) => {
        resolve()
        return at
      }
      const names = indexes.map(index => keyed[index]?.name ?? '')
      gatherer.add(bucket, { keys: names, text: toText(indexes), settle, fail: reject } satisfies Operation)
      return promise
    })
    return Promise.all(parts).then(() => undefined)
  }

  function addAll(checks: readonly LimitCheck[], sign: 1 | -1): Promise<void> {
    const texts = checks.map(check => `[${ruleOf(check.policy).wire},${sign * costOf(check)},0]`)
    const keyed = checks.map(({ policy, key }) => keys.limit(policy, key))
    if (sign < 0) for (const { name } of keyed) blocked.forget(name)
    return record(keyed, indexes => `["add",[${indexes.map(index => texts[index]).join()}]]`)
  }

  return {
    async admit(request) {
      const known = findBlocked(request)
      if (known !== undefined) return known
      return planAdmission(request, keys, gatherer, {
        refused: (name, cost, status, sentMs) => blocked.remember(name, cost, status, sentMs),
        giveBack: checks => void addAll(checks, -1).catch(() => {}),
      })
    },
    charge: async checks => addAll(checks, 1),
    refund: async checks => addAll(checks, -1),
    async reset(checks) {
      const keyed = checks.map(({ policy, key }) => keys.limit(policy, key))
      for (const { name } of keyed) blocked.forget(name)
      await record(keyed, indexes => `["clear",${indexes.length}]`)
    },
    async penalize(names, points) {
      checkPoints(points)
      const most = scale.halvingUs * (scale.maxHalvings + 1)
      const tail = `${points * scale.pointUs},${most}]`
      await record(names.map(keys.penalty), indexes => `["penalize",${indexes.length},${tail}`)
    },
    async revoke(what, span) {
      const { key, value = -1, untilMs = -1, forMs } = entryOf(what, span, keys)
      await record([key], () => `["revoke",${value},${untilMs},${forMs}]`)
    },
    close: () => gatherer.drain(),
  }
}
