import { createBoundedMap } from '../bounded-map.ts'
import {
  add,
  costMultiplierAt,
  KEEP_MS,
  type Level,
  levelAt,
  penalizedUntil,
  penaltiesOf,
  resetMs,
  type Saved,
  savedAt,
  unitsLeft,
  unitsNeeded,
  waitMs,
} from './limit-arithmetic.ts'
import { checkPoints, costOf, isWhole, type Rule, ruleOf } from './limit-policy.ts'
import { admissionOf } from './outcome.ts'
import { entryOf, factsOf } from './revocation.ts'
import { createRevocationList } from './revocation-list.ts'
import { createStoreKeys } from './store-keys.ts'
import type {
  Admission,
  AdmissionRequest,
  AdmissionStore,
  LimitCheck,
  LimitStatus,
  PenaltyScale,
  TokenFacts,
} from './types.ts'

export type MemoryStoreOptions = {
  /** Milliseconds since 1970. Default: `Date.now`. Tests move this clock, never a limit. */
  now?: () => number
  /** Most entries kept of each sort: limits, penalties, revocations. Default 100,000, about 20 MB. */
  maxKeys?: number
  penalty?: PenaltyScale
}

type Step = { check: LimitCheck; cost: number; rule: Rule; name: string; costMultiplier: number; wait: number }

/**
 * A store inside this process: for one node, for tests, and as the fallback while Redis is away. It decides as the
 * Redis store does. When it is full, it forgets limits and penalties that were not used lately, and never a revocation:
 * `revoke` rejects with a RangeError.
 *
 * @throws {RangeError} for `maxKeys` or a penalty scale out of range
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): AdmissionStore {
  const { now = Date.now, maxKeys = 100_000 } = options
  if (!isWhole(maxKeys, 1, 2 ** 24)) throw new RangeError('maxKeys must be a whole number from 1 to 16,777,216')
  const scale = penaltiesOf(options.penalty)
  const keys = createStoreKeys('', 0)
  const limits = createBoundedMap<Saved>(maxKeys)
  const penalties = createBoundedMap<number>(maxKeys)
  const revoked = createRevocationList(maxKeys)
  const nowInUs = () => Math.floor(now() * 1000)

  function admit(request: AdmissionRequest): Admission {
    const nowUs = nowInUs()
    const steps = request.limits.map(check => toStep(check, request.penaltyKeys ?? [], nowUs))
    if (isRevoked(request.token, Math.floor(nowUs / 1000))) return { ok: false, reason: 'revoked' }
    const draft = new Map<string, Level>()
    const levelOf = ({ name, rule }: Step) => draft.get(name) ?? savedLevel(name, rule, nowUs)
    for (const step of steps) {
      const units = unitsNeeded(step.rule, step.cost, step.costMultiplier)
      step.wait = waitMs(nowUs, step.rule, levelOf(step), units)
      if (step.wait === 0 && step.cost > 0) draft.set(step.name, add(step.rule, levelOf(step), units))
    }
    // Nothing is taken unless every limit allows.
    if (steps.some(step => step.wait > 0 && !step.rule.shadow)) draft.clear()
    for (const { name, rule } of steps) {
      const level = draft.get(name)
      if (level !== undefined) save(name, rule, level, nowUs)
    }
    return admissionOf(
      steps,
      steps.map(step => toStatus(step, levelOf(step), nowUs)),
    )
  }

  function isRevoked(token: TokenFacts | undefined, nowMs: number): boolean {
    if (token === undefined) return false
    return factsOf(token, keys).some(({ key, value }) => (revoked.find(key.name, nowMs) ?? -1) > value)
  }

  function savedLevel(name: string, rule: Rule, nowUs: number): Level {
    return levelAt(nowUs, rule, limits.get(name, Math.floor(nowUs / 1000)))
  }

  function toStep(check: LimitCheck, penaltyKeys: readonly string[], nowUs: number): Step {
    const cost = costOf(check)
    const rule = ruleOf(check.policy)
    const penalized = rule.tightens && penaltyKeys.includes(check.key)
    const faded = penalized ? penalties.get(keys.penalty(check.key).name, Math.floor(nowUs / 1000)) : undefined
    const costMultiplier = faded === undefined ? 1 : costMultiplierAt(nowUs, scale, faded)
    return { check, cost, rule, name: keys.limit(check.policy, check.key).name, costMultiplier, wait: 0 }
  }

  function toStatus({ check, rule, costMultiplier, wait }: Step, level: Level, nowUs: number): LimitStatus {
    return {
      policy: check.policy,
      key: check.key,
      remaining: Math.floor(unitsLeft(rule, level) / costMultiplier),
      resetMs: resetMs(nowUs, rule, level),
      retryAfterMs: wait,
    }
  }

  function save(name: string, rule: Rule, level: Level, nowUs: number): void {
    const untilMs = Math.floor(nowUs / 1000) + resetMs(nowUs, rule, level) + KEEP_MS
    limits.set(name, savedAt(nowUs, rule, level), untilMs)
  }

  function addAll(checks: readonly LimitCheck[], sign: 1 | -1): void {
    const nowUs = nowInUs()
    const costs = checks.map(check => sign * costOf(check))
    checks.forEach(({ policy, key }, index) => {
      const { name } = keys.limit(policy, key)
      const rule = ruleOf(policy)
      save(name, rule, add(rule, savedLevel(name, rule, nowUs), costs[index] ?? 0), nowUs)
    })
  }

  return {
    admit: async request => admit(request),
    charge: async checks => addAll(checks, 1),
    refund: async checks => addAll(checks, -1),
    async reset(checks) {
      for (const { policy, key } of checks) limits.delete(keys.limit(policy, key).name)
    },
    async penalize(names, points) {
      const nowUs = nowInUs()
      checkPoints(points)
      for (const { name } of names.map(keys.penalty)) {
        const faded = penalizedUntil(nowUs, scale, penalties.get(name, Math.floor(nowUs / 1000)) ?? 0, points)
        penalties.set(name, faded, Math.ceil(faded / 1000) + KEEP_MS)
      }
    },
    async revoke(what, span) {
      const nowMs = Math.floor(nowInUs() / 1000)
      const { key, value = nowMs, untilMs, forMs } = entryOf(what, span, keys)
      revoked.add(key.name, value, (untilMs ?? nowMs + forMs) + KEEP_MS, nowMs)
    },
    close: async () => {},
  }
}
