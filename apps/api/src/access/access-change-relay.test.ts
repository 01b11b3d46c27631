import { randomBytes } from 'node:crypto'
import type { AccessChange, RecordedChange } from '@palisade/db'
import { type Change, createLogger } from '@palisade/service'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAccessChangeRelay } from './access-change-relay.ts'

const silent = createLogger({ service: 'api', level: 'silent', hashKey: randomBytes(32) })
const session: AccessChange = { what: 'session', tenantId: 'acme', id: 'ended' }

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A relay between a database, a Redis that remembers revocations, and the caches of the node. */
async function setUp(rows: RecordedChange[]) {
  const recordedMs = performance.now()
  const revoked = new Set<unknown>()
  const applied: Change[] = []
  let meanwhile = () => {}
  let notify = (_change: Change) => {}
  const relay = createAccessChangeRelay({
    db: {
      readAccessChanges: async withinMs => {
        // What was recorded before the window is not read.
        const found = performance.now() - recordedMs < withinMs ? [...rows] : []
        meanwhile()
        meanwhile = () => {}
        return found
      },
    },
    admission: { revoke: async what => void revoked.add('sessionId' in what && what.sessionId) },
    changes: {
      announce: async () => {},
      apply: change => void applied.push(change),
      subscribe: listener => {
        notify = listener
      },
      close: async () => {},
    },
    logger: silent,
  })
  await relay.start()
  const duringNextRead = (work: () => void) => {
    meanwhile = work
  }
  return { relay, revoked, applied, notify: (change: Change) => notify(change), duringNextRead }
}

test('a change in the database is applied to this node and sent to Redis once', async () => {
  const { relay, revoked, applied } = await setUp([{ recordId: '1', change: session }])
  expect([[...revoked], applied]).toEqual([['ended'], [session]])
  revoked.clear()
  await vi.advanceTimersByTimeAsync(5_000)
  expect([[...revoked], applied]).toEqual([[], [session]])
  relay.close()
})

test('[S27] all changes are sent again to a Redis that has lost its data, also when it comes back during a read', async () => {
  const { relay, revoked, notify, duringNextRead } = await setUp([{ recordId: '1', change: session }])
  // Longer than the part of the past that each read covers.
  await vi.advanceTimersByTimeAsync(60_000)
  for (const restart of [(work: () => void) => work(), duringNextRead]) {
    restart(() => {
      revoked.clear()
      notify({ what: 'missed' })
    })
    await vi.advanceTimersByTimeAsync(3_000)
    expect([...revoked]).toEqual(['ended'])
    await vi.advanceTimersByTimeAsync(60_000)
  }
  relay.close()
})
