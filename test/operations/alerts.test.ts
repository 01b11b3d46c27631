import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createTestClient, tokenOfClient } from '../support/client-assertions.ts'
import { call, callOnce, post } from '../support/http.ts'
import { type Monitoring, startExporters, startMonitoring } from '../support/native/index.ts'
import { type Session, signIn, tokenOf } from '../support/users.ts'
import { createTextfiles, type Textfiles } from './textfiles.ts'
import { waitForAlert } from './wait-for-alert.ts'

let monitoring: Monitoring
let textfiles: Textfiles
let exporters: Awaited<ReturnType<typeof startExporters>>

beforeAll(async () => {
  const { metrics = {}, exporterUrls, logs } = inject('target')
  if (!exporterUrls) throw new Error('this target has no servers that exporters can read')
  textfiles = await createTextfiles()
  exporters = await startExporters(exporterUrls, textfiles.folder)
  monitoring = await startMonitoring({ ...metrics, ...exporters.targets }, logs?.access ?? '')
  // Increases need a value from before the attack.
  await vi.waitFor(async () => expect(await monitoring.query('count(up == 1)')).toMatchObject([{ value: 7 }]), {
    timeout: 60_000,
    interval: 500,
  })
})

afterAll(async () => {
  await monitoring?.stop()
  await exporters?.stop()
  await textfiles?.remove()
})

const expectAlert = (alertname: string, labels?: Record<string, string>) => waitForAlert(monitoring, alertname, labels)

const names = () => [...new Set(monitoring.received().map(({ labels }) => labels['alertname']))]

/** A different address for each request, so that the limits per address do not stop the attack. */
const addressOf = (index: number) => `127.7.${Math.floor(index / 250)}.${(index % 250) + 1}`

test('[S85] [O1] ordinary use fires no alert', async () => {
  const token = await tokenOf('owner')
  for (let request = 0; request < 20; request++) {
    expect((await call('/api/orders', { token })).status).toBe(200)
  }
  expect((await call('/api/orders', { token: await tokenOfClient(await createTestClient()) })).status).toBe(200)
  const { refreshToken } = (await signIn('member@acme.test')).json<Session>()
  expect((await post('/api/auth/refresh', { refreshToken })).status).toBe(200)
  // One mistake of a person, an expired token, and a page that asks for more than its scope.
  await post('/api/auth/sign-in', { email: 'member@acme.test', password: 'a mistake', refreshTokenIn: 'body' })
  expect((await call('/api/orders')).status).toBe(401)
  const refused = () => monitoring.query('palisade:refusals:increase5m{status="401"} > 0')
  await expect.poll(refused, { timeout: 60_000 }).not.toEqual([])
  expect(names()).toEqual([])
  await expect.poll(monitoring.heartbeats, { timeout: 60_000 }).toBeGreaterThan(0)
})

describe('[S85] [O1] an alert fires when', () => {
  test('many tokens come that this platform has not signed', async () => {
    const [header, payload, signature = ''] = (await tokenOf('member')).split('.')
    for (let request = 0; request < 30; request++) {
      const forged = [header, payload, `${signature.slice(0, -6)}${randomUUID().slice(0, 4)}AA`].join('.')
      const answer = await call('/api/orders', { token: forged, from: addressOf(request) })
      expect(answer.status).toBe(401)
    }
    await expectAlert('ForgedTokens', { severity: 'page' })
    await expectAlert('UnauthorizedSpike', { endpoint: 'orders.list' })
  })

  test('sign-ins to many accounts fail, and then very many', async () => {
    for (let request = 0; request < 60; request++) {
      const json = { email: `guess-${request % 30}@acme.test`, password: 'Winter 2026!!', refreshTokenIn: 'body' }
      await call('/api/auth/sign-in', { method: 'POST', json, from: addressOf(1_000 + request) })
    }
    await expectAlert('SignInFailuresOfManyAccounts')
    await expectAlert('SignInFailures')
  })

  test('sign-ins to one account fail from many networks', async () => {
    for (let request = 0; request < 60; request++) {
      const json = { email: 'owner@globex.test', password: `guess ${request}`, refreshTokenIn: 'body' }
      await call('/api/auth/sign-in', { method: 'POST', json, from: addressOf(2_000 + request) })
    }
    await expectAlert('SignInFailuresFromManyNetworks')
  })

  test('[S89] the WAF blocks many requests', async () => {
    for (let request = 0; request < 60; request++) {
      const path = `/api/orders/search?${new URLSearchParams({ q: "' UNION SELECT password_hash FROM users--" })}`
      const answer = await call(path, { token: await tokenOf('owner'), from: addressOf(3_000 + request) })
      expect(answer.status).toBe(403)
    }
    await expectAlert('WafBlocks', { severity: 'page' })
    await expectAlert('WafBlocksOneEndpoint', { endpoint: 'orders.search' })
  })

  test('Nginx itself refuses many requests', async () => {
    for (let request = 0; request < 130; request++) {
      expect((await callOnce(`/api/nothing/${request}`, { from: addressOf(4_000 + request) })).status).toBe(404)
    }
    await expectAlert('EdgeRefusals', { severity: 'ticket', status: '404' })
  })

  test('a refresh token is used again, later than a lost answer explains', async () => {
    const { refreshToken } = (await signIn('partner@globex.test')).json<Session>()
    expect((await post('/api/auth/refresh', { refreshToken })).status).toBe(200)
    await sleep(31_000)
    expect((await post('/api/auth/refresh', { refreshToken })).status).toBe(401)
    await expectAlert('RefreshTokenReused', { severity: 'page' })
  })
})

test('[S85] every series that an alert watches is there', async () => {
  const texts = await Promise.all(
    (await readdir('infra/observability/alerts')).map(name =>
      readFile(join('infra/observability/alerts', name), 'utf8'),
    ),
  )
  // The attacks above cause none of these.
  const rare = [
    /^palisade_edge_requests_total\{status=~"5/,
    /outcome="unavailable"/,
    /status="5xx"/,
    /outcome="failed"/,
    // The clock of the test's machine is not measured.
    /^node_timex_/,
  ]
  const selectors = texts.flatMap(text => text.match(/\b(?:palisade|nginx|node|pg|redis)_\w+(?:\{[^}]*\})?/g) ?? [])
  const expected = [...new Set(selectors)].filter(selector => !rare.some(pattern => pattern.test(selector)))
  const findMissing = async () => {
    const found = await Promise.all(expected.map(async selector => (await monitoring.query(selector)).length > 0))
    return expected.filter((_, index) => !found[index])
  }
  // The use of plans is read once a minute.
  await expect.poll(findMissing, { timeout: 120_000, interval: 1_000 }).toEqual([])
})

test('[O2] every metric that a runbook or the list of metrics names is exposed', async () => {
  const files = [
    ...(await readdir('docs/runbooks')).map(name => join('docs/runbooks', name)),
    'infra/observability/README.md',
  ]
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8')))
  // Elsewhere, names that begin like those of exporters are functions of PostgreSQL.
  const queries = texts.flatMap(text => text.match(/```promql.*?```/gs) ?? [])
  const named = new Set([
    ...texts.flatMap(text => text.match(/\bpalisade_\w+/g) ?? []),
    ...queries.flatMap(text => text.match(/\b(?:nginx|node|pg|redis)_\w+/g) ?? []),
  ])
  const exposed = await monitoring.metricNames()
  const isExposed = (name: string) =>
    exposed.some(metric => metric === name || metric === name.replace(/_(?:bucket|count|sum)$/, ''))
  // The clock of the test's machine is not measured.
  const isMeasured = (name: string) => !name.startsWith('node_timex_')
  // The beginning of a name in a regular expression.
  const isPrefix = (name: string) => name.endsWith('_') && exposed.some(metric => metric.startsWith(name))
  expect([...named].filter(name => isMeasured(name) && !isExposed(name) && !isPrefix(name))).toEqual([])
})
