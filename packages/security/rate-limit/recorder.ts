import type { Batcher, Message } from './batch.ts'
import type { Blocked } from './blocked.ts'
import type { Penalties } from './limit-arithmetic.ts'
import { checkPoints, costOf, ruleOf } from './limit-policy.ts'
import { entryOf } from './revocation.ts'
import { ADD, CLEAR, PENALIZE, REVOKE } from './script.ts'
import type { StoreKey, StoreKeys } from './store-keys.ts'
import type { AdmissionStore, LimitCheck } from './types.ts'

/** The calls that decide nothing. They travel with the admissions of the same tick, in the order of the calls. */
export function createRecorder(
  keys: StoreKeys,
  batcher: Batcher,
  scale: Penalties,
  blocked: Blocked,
): Omit<AdmissionStore, 'admit' | 'close'> {
  async function addAll(checks: readonly LimitCheck[], sign: 1 | -1): Promise<void> {
    const rules = checks.map(check => ruleOf(check.policy))
    const costs = checks.map(check => sign * costOf(check))
    const keyed = checks.map(({ policy, key }) => keys.limit(policy, key))
    if (sign < 0) for (const { name } of keyed) blocked.forget(name)
    await record(batcher, keyed, indexes => ({
      rules: indexes.flatMap(index => rules[index] ?? []),
      numbers: [ADD, indexes.length, ...indexes.map(index => `${rules[index]?.id},${costs[index]}`)].join(),
    }))
  }

  return {
    charge: checks => addAll(checks, 1),
    refund: checks => addAll(checks, -1),
    async reset(checks) {
      const keyed = checks.map(({ policy, key }) => keys.limit(policy, key))
      for (const { name } of keyed) blocked.forget(name)
      await record(batcher, keyed, ({ length }) => ({ rules: [], numbers: `${CLEAR},${length}` }))
    },
    async penalize(names, points) {
      checkPoints(points)
      await record(batcher, names.map(keys.penalty), ({ length }) => ({
        rules: [],
        numbers: [PENALIZE, length, points * scale.pointUs, scale.mostUs].join(),
      }))
    },
    async revoke(what, span) {
      const { key, value = -1, untilMs = -1, forMs } = entryOf(what, span, keys)
      await record(batcher, [key], () => ({ rules: [], numbers: [REVOKE, value, untilMs, forMs].join() }))
    },
  }
}

/** Sends one operation for each bucket, and tells which of the keys it is about. */
async function record(
  batcher: Batcher,
  keyed: readonly StoreKey[],
  write: (indexes: readonly number[]) => Omit<Message, 'keys'>,
): Promise<void> {
  const buckets = Map.groupBy(keyed.keys(), index => keyed[index]?.bucket ?? 0)
  const sendTo = ([bucket, indexes]: [number, number[]]) =>
    new Promise<void>((done, fail) => {
      batcher.add(bucket, {
        message: { keys: indexes.map(index => keyed[index]?.name ?? ''), ...write(indexes) },
        settle(_, at) {
          done()
          return at
        },
        fail,
      })
    })
  await Promise.all([...buckets].map(sendTo))
}
