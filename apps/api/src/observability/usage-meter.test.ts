import { type Endpoint, endpoints } from '@palisade/contracts'
import type { UsageCounts } from '@palisade/db'
import { createLogger } from '@palisade/service'
import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { createUsageMeter, meterUsage } from './usage-meter.ts'

const logger = createLogger({ service: 'api', level: 'silent', hashKey: new Uint8Array(32) })

const request = {
  tenantId: 'acme',
  callerKind: 'people',
  callerId: 'all',
  class: 'read',
  status: 200,
  units: 1,
} as const

/** A meter that writes only when it is asked to, and what the database got. */
function createMeter({ isAway = (): boolean => false, mostWaiting = 10 } = {}) {
  const statements: (readonly UsageCounts[])[] = []
  const clock = { now: Date.UTC(2026, 10, 27, 9, 59) }
  const meter = createUsageMeter({
    db: {
      addUsage: async counts => {
        if (isAway()) throw new Error('timeout exceeded when trying to connect')
        if (counts.some(({ callerId }) => callerId === 'broken')) throw new Error('invalid input syntax')
        statements.push(structuredClone(counts))
      },
    },
    logger,
    everyMs: 3_600_000,
    mostWaiting,
    now: () => clock.now,
  })
  return { meter, statements, clock }
}

describe('[P11] usage', () => {
  test('of many requests is one statement, with a row for each caller, class and hour', async () => {
    const { meter, statements, clock } = createMeter()
    for (let index = 0; index < 1_000; index++) meter.count(request)
    meter.count({ ...request, class: 'write', units: 2 })
    meter.count({ ...request, callerKind: 'api-key', callerId: 'k' })
    clock.now += 60_000
    meter.count(request)
    await meter.flush()
    expect(statements).toHaveLength(1)
    const rows = statements[0]?.map(({ callerId, class: name, at, requests, units }) => {
      return [callerId, name, at.getUTCHours(), requests, units]
    })
    expect(rows).toEqual([
      ['all', 'read', 9, 1_000, 1_000],
      ['all', 'write', 9, 1, 2],
      ['k', 'read', 9, 1, 1],
      ['all', 'read', 10, 1, 1],
    ])
  })

  test('names refused requests by the way in which they were refused', async () => {
    const { meter, statements } = createMeter()
    for (const status of [401, 403, 403, 429, 429, 429, 404, 500]) meter.count({ ...request, status, units: 0 })
    await meter.flush()
    expect(statements[0]).toMatchObject([{ requests: 8, units: 0, unauthenticated: 1, forbidden: 2, limited: 3 }])
  })

  test('waits while the database is away, and is written once when it is back', async () => {
    let isAway = true
    const { meter, statements } = createMeter({ isAway: () => isAway })
    meter.count(request)
    await meter.flush()
    meter.count(request)
    isAway = false
    await meter.flush()
    await meter.flush()
    expect(statements.map(counts => counts.map(({ requests }) => requests))).toEqual([[2]])
  })

  test('that the database refuses is tried three times, and then keeps no other from being written', async () => {
    const { meter, statements } = createMeter()
    meter.count({ ...request, callerId: 'broken' })
    for (let attempt = 0; attempt < 3; attempt++) await meter.flush()
    meter.count(request)
    await meter.flush()
    expect(statements.map(counts => counts.map(({ callerId }) => callerId))).toEqual([['all']])
  })

  test('takes no more memory than it may, and still counts the callers that it knows', async () => {
    const { meter, statements } = createMeter({ mostWaiting: 2 })
    for (const callerId of ['a', 'b', 'c', 'a']) meter.count({ ...request, callerId })
    await meter.flush()
    expect(statements[0]?.map(({ callerId, requests }) => [callerId, requests])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })

  test.each([
    ['user', 1],
    ['impersonation', 0],
    ['operator', 0],
  ] as const)('[P8] of a tenant is what its own callers request, not an operator: %s', async (kind, counted) => {
    const app = fastify()
    const requests: unknown[] = []
    app.decorateRequest('endpoint', { getter: () => endpoints['orders.list'] as Endpoint })
    app.decorateRequest('endedKey', { getter: () => null })
    app.decorateRequest('admitted', { getter: () => [] })
    app.decorateRequest('principal', { getter: () => ({ kind, tenantId: 't', actorId: 'a' }) as never })
    meterUsage(app, { count: metered => requests.push(metered) })
    app.get('/', async () => '')
    await app.inject('/')
    expect(requests).toHaveLength(counted)
  })

  test('is written when the process stops', async () => {
    const { meter, statements } = createMeter()
    meter.count(request)
    await meter.close()
    expect(statements).toHaveLength(1)
  })
})
