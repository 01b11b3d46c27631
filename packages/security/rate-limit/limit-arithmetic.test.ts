import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMemoryStore, definePolicy, type LimitPolicy } from './index.ts'

const bucket = definePolicy({ name: 'bucket', algorithm: 'token-bucket', limit: 7, windowMs: 1000, burst: 4 })
const sliding = definePolicy({ name: 'sliding', algorithm: 'sliding-window', limit: 7, windowMs: 1000 })
const fixed = definePolicy({ name: 'fixed', algorithm: 'fixed-window', limit: 7, windowMs: 1000 })

/** The instants at which a caller who tries after each pause is admitted. */
async function admitted(policy: LimitPolicy, pauses: readonly number[]): Promise<number[]> {
  let now = 1_000_000
  const store = createMemoryStore({ now: () => now })
  const instants: number[] = []
  for (const pause of pauses) {
    now += pause
    const { ok } = await store.admit({ limits: [{ policy, key: 'a' }] })
    if (ok) instants.push(now)
  }
  return instants
}

const pauses = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 })

it.each([
  ['a token bucket', bucket, 4 + 7], // a full one, and what flows in
  ['a sliding window', sliding, 7], // the limit, whatever the timing
  ['a fixed window', fixed, 2 * 7], // a limit on each side of the edge
])('[S44] %s admits at most its share in any stretch of one window', async (_, policy, most) => {
  await fc.assert(
    fc.asyncProperty(pauses, async pauses => {
      const instants = await admitted(policy, pauses)
      for (const from of instants) {
        expect(instants.filter(at => at >= from && at < from + 1000).length).toBeLessThanOrEqual(most)
      }
    }),
    { numRuns: 300 },
  )
})

it.each([bucket, sliding, fixed])(
  '[S48] $algorithm: a caller is admitted after retryAfterMs, and not a millisecond earlier',
  async policy => {
    const traffic = fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 4 })), {
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(traffic, async traffic => {
        let now = 1_000_000
        const store = createMemoryStore({ now: () => now })
        for (const [pause, cost] of traffic) {
          now += pause
          const request = { limits: [{ policy, key: 'a', cost }] }
          const first = await store.admit(request)
          if (first.ok || first.reason !== 'limited') continue
          now += first.retryAfterMs - 1
          expect(await store.admit(request)).toMatchObject({ ok: false, retryAfterMs: 1 })
          now += 1
          expect(await store.admit(request)).toMatchObject({ ok: true })
        }
      }),
      { numRuns: 300 },
    )
  },
)
