import { randomUUID } from 'node:crypto'
import type { ResponseOf } from '@palisade/contracts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { run } from '../structure/run-script.ts'
import { createOrder } from '../support/create-order.ts'
import { type Answer, call, callOnce, post } from '../support/http.ts'
import { type LogPipeline, logStoreProgram } from '../support/native/index.ts'
import { draft } from '../support/samples.ts'
import { findSecrets, shipLogs } from '../support/shipped-logs.ts'
import { createTeam, inviteByMail, someone } from '../support/teams.ts'
import { newPassword, signIn, tokenOf } from '../support/users.ts'

const { logs, password, commandEnv } = inject('target')
let pipeline: LogPipeline

beforeAll(async () => {
  if (!logs || !logStoreProgram) return
  pipeline = await shipLogs(logs)
})
afterAll(() => pipeline?.stop())

const idOf = ({ headers }: Answer) => String(headers['x-request-id'])

/** What `npm run logs` prints about a request, from the stores. */
async function tell(id: string): Promise<string[]> {
  const stores = Object.values(pipeline.stores).flatMap(({ url }) => ['--store', url])
  return (await run('logs', [id, ...stores])).stdout.trimEnd().split('\n')
}

const told = (id: string) => expect.poll(() => tell(id), { timeout: 60_000, interval: 1_000 })

describe.runIf(logStoreProgram)('[S25] [S82] [S84] the store tells the way of a request that was', () => {
  test('served', async () => {
    await told(idOf(await call('/api/auth/me', { token: await tokenOf('owner') }))).toEqual([
      expect.stringMatching(/Z {2}edge {4}GET \/api\/auth\/me 200 · .*asked /),
      expect.stringMatching(/Z {2}api {5}request · .*status 200/),
    ])
  })

  test('blocked by the WAF', async () => {
    const query = new URLSearchParams({ q: "' UNION SELECT password_hash FROM users--" })
    const answer = await call(`/api/orders/search?${query}`, { token: await tokenOf('owner') })
    await told(idOf(answer)).toEqual([
      expect.stringMatching(/Z {2}edge {4}GET \/api\/orders\/search 403 · .* · WAF blocked · answered by the edge/),
      expect.stringMatching(/Z {2}waf {5}403 · .*\d+ A statement of SQL · /),
    ])
  })

  test('refused for lack of a scope', async () => {
    const answer = await call('/api/members', { token: await tokenOf('partner') })
    expect(answer.status).toBe(403)
    await told(idOf(answer)).toEqual([
      expect.stringMatching(/Z {2}edge {4}GET \/api\/members 403 · /),
      expect.stringMatching(/Z {2}api {5}access\.refused · /),
      expect.stringMatching(/Z {2}api {5}request · .*status 403/),
    ])
  })

  test('limited', async () => {
    const token = await tokenOf('admin', 'globex')
    let answer = await callOnce('/api/orders/search?q=lamp', { token })
    while (answer.status === 200) answer = await callOnce('/api/orders/search?q=lamp', { token })
    expect(answer.status).toBe(429)
    await told(idOf(answer)).toEqual([
      expect.stringMatching(/Z {2}edge {4}GET \/api\/orders\/search 429 · .*asked /),
      expect.stringMatching(/Z {2}api {5}limit\.reached · /),
      expect.stringMatching(/Z {2}api {5}request · .*status 429/),
    ])
  })
})

/** Sends secrets of every kind, in good faith and in attacks; resolves to all of them. */
async function sendSecrets(): Promise<string[]> {
  const { email, session, token } = await createTeam()
  const link = await inviteByMail(token, someone())
  const guess = `guess ${randomUUID()}`
  await post('/api/auth/sign-in', { email, password: guess, refreshTokenIn: 'body' })
  const forged = `${token.slice(0, -6)}AAAAAA`
  await call('/api/orders', { token: forged })
  const json = { name: 'Warehouse', scopes: ['orders:read'], expiresInDays: 30 }
  const { key } = (await call('/api/api-keys', { method: 'POST', token, json })).json<ResponseOf<'api-keys.create'>>()
  await call('/api/orders?limit=1', { token: key })
  const cookies = (await signIn('member@globex.test', 'cookie')).headers['set-cookie'] ?? []
  const values = cookies.map(cookie => /=([^;]{16,})/.exec(cookie)?.[1] ?? '').filter(Boolean)
  expect(values).not.toEqual([])
  await call('/api/auth/refresh', { method: 'POST', json: {}, headers: { cookie: cookies.join('; ') } })
  await createOrder()
  const { customerName, customerEmail } = draft
  const texts = [customerName, customerEmail, `' UNION SELECT '${customerEmail} ${key}'--`]
  for (const q of texts) await call(`/api/orders/search?${new URLSearchParams({ q })}`, { token })
  await call('/api/orders', { method: 'POST', token, json: { ...draft, note: `<script>send('${token}')</script>` } })
  await call(`/api/orders/${email}`, { token })
  const { accessToken, refreshToken = '' } = session
  return [password, newPassword, guess, link, key, forged, ...values, accessToken, refreshToken, token].filter(Boolean)
}

test.runIf(logStoreProgram)('[S84] no secret, and no name or email of a person, is in the store', async () => {
  const secrets = await sendSecrets()
  const databaseUrl = commandEnv?.['MIGRATION_DATABASE_URL'] ?? ''
  const database = new pg.Client(databaseUrl)
  await database.connect()
  // What the database would quote in its log.
  await expect(database.query('INSERT INTO users SELECT * FROM users LIMIT 1')).rejects.toThrow('duplicate key')
  await database.end()
  const { requests, security } = pipeline.stores
  await expect.poll(() => requests.query('log:postgresql "duplicate key"')).not.toEqual([])
  await told(idOf(await call('/api/auth/me', { token: await tokenOf('owner') }))).toHaveLength(2)
  const shipped = [...(await requests.query('*')), ...(await security.query('*'))].map(({ log }) => log)
  expect(new Set(shipped)).toEqual(new Set(['api', 'edge', 'postgresql', 'redis', 'waf', 'worker']))
  expect(await findSecrets(pipeline, databaseUrl, secrets)).toEqual([])
})
