import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createTestClient, tokenOfClient } from '../support/client-assertions.ts'
import { call, callOnce, post } from '../support/http.ts'
import { type Monitoring, startExporters, startMonitoring } from '../support/native/index.ts'
import { tokenOf } from '../support/users.ts'
import { createTextfiles } from './textfiles.ts'

type Panel = { title: string; targets: { expr: string }[] }

const folder = 'infra/observability/dashboards/generated'
const dashboards = await Promise.all(
  (await readdir(folder)).map(async name => {
    const { title, panels } = JSON.parse(await readFile(join(folder, name), 'utf8'))
    return { title, panels } as { title: string; panels: Panel[] }
  }),
)

/** The panels without data here, with the reason. */
const withoutData = {
  'Error of the clock': 'a test machine may have no time server, so its exporter does not measure it',
}

const { metrics = {}, logs, exporterUrls } = inject('target')
if (!exporterUrls) throw new Error('this target has no servers that exporters can read')
const textfiles = await createTextfiles()
const exporters = await startExporters(exporterUrls, textfiles.folder)
const redis = new Redis(exporterUrls.redis)
let monitoring: Monitoring
const startedAt = Date.now() / 1_000

beforeAll(async () => {
  monitoring = await startMonitoring({ ...metrics, ...exporters.targets }, logs?.access ?? '')
  // As the deployments set it.
  await redis.config('SET', 'maxmemory', '256mb')
  // A program has its usage in the database some seconds later, and the API reads it once a minute.
  const token = await tokenOfClient(await createTestClient())
  expect((await call('/api/orders', { token })).status).toBe(200)
  await causeTraffic()
  // Increases need a value from before.
  await vi.waitFor(async () => expect(await monitoring.query('palisade_edge_requests_total')).not.toEqual([]), 30_000)
  await sleep(2_000)
  await causeTraffic()
})

afterAll(async () => {
  redis.disconnect()
  await monitoring?.stop()
  await exporters.stop()
  await textfiles.remove()
})

async function causeTraffic(): Promise<void> {
  const token = await tokenOf('owner')
  expect((await call('/api/orders', { token })).status).toBe(200)
  const attack = `/api/orders/search?${new URLSearchParams({ q: "' UNION SELECT password_hash FROM users--" })}`
  expect((await call(attack, { token })).status).toBe(403)
  expect((await callOnce('/api/nothing')).status).toBe(404)
  // The sixth attempt exceeds the limit of the account and address.
  for (let attempt = 0; attempt < 6; attempt++) {
    const json = { email: 'member@globex.test', password: 'a mistake', refreshTokenIn: 'body' }
    await call('/api/auth/sign-in', { method: 'POST', json, from: '127.7.100.1' })
  }
  // A job that sends a mail.
  await post('/api/auth/password-reset', { email: 'member@acme.test' })
}

/** The values that Grafana would draw. Grafana replaces the variables: four scrapes, and the range of the dashboard. */
async function valuesOf(expression: string): Promise<number[]> {
  const query = expression.replaceAll('$__rate_interval', '60s').replaceAll('$__range', '6h')
  const range = { query, start: String(startedAt), end: String(Date.now() / 1_000), step: '1' }
  type Ranges = { result: { values: [number, string][] }[] }
  const { result } = await monitoring.get<Ranges>(`/api/v1/query_range?${new URLSearchParams(range)}`)
  return result.flatMap(({ values }) => values.map(([, value]) => Number(value))).filter(Number.isFinite)
}

describe.for(dashboards)('[S51] [S86] [S87] [S88] $title: each query finds data', ({ panels }) => {
  test.for(panels.filter(({ title }) => !Object.hasOwn(withoutData, title)))('$title', async ({ targets }) => {
    for (const { expr } of targets) {
      await expect.poll(() => valuesOf(expr), { timeout: 120_000, message: expr }).not.toEqual([])
    }
  })
})
