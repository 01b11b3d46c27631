import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { call } from '../support/http.ts'
import { type Monitoring, startMonitoring } from '../support/native/index.ts'
import { tokenOf } from '../support/users.ts'
import { waitForAlert } from './wait-for-alert.ts'

// The windows of the rules are hours. Their ratios count what Prometheus has seen of a window, here seconds.
let monitoring: Monitoring
let token: string

beforeAll(async () => {
  const { metrics = {}, logs } = inject('target')
  monitoring = await startMonitoring(metrics, logs?.access)
  token = await tokenOf('owner')
  // A rate needs requests between two scrapes.
  const isMeasured = async () => {
    await readOrders(5)
    expect(await monitoring.query('palisade:requests_slow:ratio6h')).not.toEqual([])
  }
  await vi.waitFor(isMeasured, { timeout: 60_000, interval: 1_000 })
})

afterAll(() => monitoring?.stop())

const readOrders = (count: number) =>
  Promise.all(Array.from({ length: count }, async () => (await call('/api/orders', { token })).status))

/** The statuses of requests that begin while nobody can read the orders. */
async function readLockedOrders(count: number, lockedForMs: number): Promise<number[]> {
  const owner = new pg.Client(inject('target').commandEnv?.['MIGRATION_DATABASE_URL'])
  await owner.connect()
  await owner.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE')
  const reads = readOrders(count)
  await sleep(lockedForMs)
  await owner.end()
  return reads
}

test('[O1] reads and writes that take longer than 250 ms burn the budget of latency', async () => {
  expect(await readLockedOrders(10, 1_000)).toEqual(Array(10).fill(200))
  await waitForAlert(monitoring, 'LatencyBurnsBudgetFast', { severity: 'page' })
  await waitForAlert(monitoring, 'LatencyBurnsBudgetSlow', { severity: 'ticket' })
  expect(await monitoring.query('ALERTS{alertname=~"Availability.*"}')).toEqual([])
})

test('[O1] requests that end with 5xx burn the budget of availability', async () => {
  // PostgreSQL ends a statement after ten seconds.
  const statuses = await readLockedOrders(10, 14_000)
  expect(statuses.filter(status => status < 500)).toEqual([])
  await waitForAlert(monitoring, 'AvailabilityBurnsBudgetFast', { severity: 'page' })
  await waitForAlert(monitoring, 'AvailabilityBurnsBudgetSlow', { severity: 'ticket' })
})
