import type { Cluster, Redis } from 'ioredis'
import { createBatcher } from './batch.ts'
import { createBlocked } from './blocked.ts'
import { penaltiesOf } from './limit-arithmetic.ts'
import { isWhole } from './limit-policy.ts'
import { admissionOf } from './outcome.ts'
import { decideTogether, partition } from './partition.ts'
import { type Answer, decide, type Part, type Piece, prepare } from './plan.ts'
import { createRecorder } from './recorder.ts'
import { createScriptCall } from './script.ts'
import { createStoreKeys } from './store-keys.ts'
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
  const { redis, keyPrefix, timeoutMs, rememberBlockedMs, clusterBuckets } = resolve(options)
  const scale = penaltiesOf(options.penalty)
  const keys = createStoreKeys(keyPrefix, redis.isCluster ? clusterBuckets : 0)
  const blocked = createBlocked(10_000, rememberBlockedMs)
  const batcher = createBatcher(createScriptCall(redis, timeoutMs), [
    scale.pointUs,
    scale.pointsPerHalving,
    scale.maxHalvings,
  ])

  function findBlocked(piece: Piece): Admission | undefined {
    let violated: LimitStatus[] | undefined
    for (const { check, rule, key, cost } of piece.limits) {
      const status = rule.shadow ? undefined : blocked.find(key.name, cost, check.policy)
      if (status !== undefined) violated = [...(violated ?? []), status]
    }
    if (violated === undefined) return undefined
    const retryAfterMs = Math.max(...violated.map(status => status.retryAfterMs))
    return { ok: false, reason: 'limited', violated, limits: violated, retryAfterMs }
  }

  function conclude(piece: Piece, answer: Answer): Admission {
    if (answer.outcome === 'unavailable') return { ok: false, reason: 'unavailable', cause: answer.cause }
    if (answer.outcome === 'revoked') return { ok: false, reason: 'revoked' }
    if (answer.outcome === 'limited') {
      piece.limits.forEach(({ rule, key, cost }, index) => {
        const status = answer.statuses[index]
        if (status && status.retryAfterMs > 0 && !rule.shadow) blocked.remember(key.name, cost, status, answer.sentMs)
      })
    }
    return admissionOf(piece.limits, answer.statuses)
  }

  const recorder = createRecorder(keys, batcher, scale, blocked)
  const giveBack = (checks: readonly LimitCheck[]) => void recorder.refund(checks).catch(() => {})

  const prepareOnce = rememberFrozen((request): Prepared => {
    const piece = prepare(request, keys)
    return { piece, parts: partition(piece) }
  })

  return {
    admit: request =>
      new Promise((resolve, reject) => {
        const { piece, parts } = prepareOnce(request)
        const [first] = parts
        if (first === undefined) return resolve({ ok: true, limits: [], shadowed: [] })
        const known = findBlocked(piece)
        if (known !== undefined) return resolve(known)
        const done = (answer: Answer) => resolve(conclude(piece, answer))
        if (parts.length === 1) return decide(first, batcher, done)
        return void decideTogether(piece, parts, batcher, giveBack).then(done, reject)
      }),
    ...recorder,
    close: () => batcher.drain(),
  }
}

type Prepared = { piece: Piece; parts: Part[] }

/** What is frozen stays as it is, so that what was made of it is good for the next time as well. */
function rememberFrozen(make: (request: AdmissionRequest) => Prepared): (request: AdmissionRequest) => Prepared {
  const known = new WeakMap<AdmissionRequest, Prepared>()
  return request => {
    const remembered = known.get(request)
    if (remembered !== undefined) return remembered
    const prepared = make(request)
    if (Object.isFrozen(request)) known.set(request, prepared)
    return prepared
  }
}

function resolve(options: RedisStoreOptions): Required<Omit<RedisStoreOptions, 'penalty'>> {
  const { redis, keyPrefix = 'p:', timeoutMs = 250, rememberBlockedMs = 1000, clusterBuckets = 64 } = options
  if (!isWhole(timeoutMs, 1, 60_000)) throw new RangeError('timeoutMs must be a whole number from 1 to 60,000')
  if (!isWhole(rememberBlockedMs, 0, 60_000)) throw new RangeError('rememberBlockedMs must be from 0 to 60,000')
  if (!isWhole(clusterBuckets, 1, 16_384)) throw new RangeError('clusterBuckets must be from 1 to 16,384')
  if (typeof keyPrefix !== 'string' || /[{}]/.test(keyPrefix)) {
    throw new TypeError('keyPrefix must be a string without braces: they would be a hash tag')
  }
  return { redis, keyPrefix, timeoutMs, rememberBlockedMs, clusterBuckets }
}
