import type { ResponseOf } from '@palisade/contracts'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { type Call, send } from '../support/clients/send.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { createSignUpLink } from '../support/sign-up-link.ts'

type Session = ResponseOf<'auth.sign-in'>

const sessionLifetimeMs = 20_000
const email = 'member@acme.test'

let system: Nodes
let owner: pg.Client

beforeAll(async () => {
  system = await startNodes(1, { sessionLifetimeMs })
  owner = new pg.Client({ connectionString: system.database.ownerUrl })
  await owner.connect()
})

afterAll(async () => {
  await owner?.end()
  await system?.stop()
})

const call = (path: string, request: Call) => send(system.nodes[0]?.url ?? '', path, request)

async function signIn() {
  const json = { email, password: system.password }
  return readCookie(await call('/api/auth/sign-in', { method: 'POST', json }))
}

function readCookie({ status, headers, json }: Awaited<ReturnType<typeof send>>) {
  expect(status).toBe(200)
  const [pair = '', ...attributes] = headers['set-cookie']?.[0]?.split('; ') ?? []
  const maxAge = attributes.find(attribute => attribute.startsWith('Max-Age='))?.slice('Max-Age='.length)
  return { cookie: pair, maxAgeSeconds: Number(maxAge), ...json<Session>() }
}

const refresh = (cookie: string) => call('/api/auth/refresh', { method: 'POST', headers: { cookie } })

const signOut = (cookie: string) => call('/api/auth/refresh', { method: 'DELETE', headers: { cookie } })

test('[S18] a session ends after its lifetime, however often it is refreshed, and so do its tokens', async () => {
  const beganMs = Date.now()
  let session = await signIn()
  const endsMs = Date.now() + sessionLifetimeMs
  const rest: number[] = []
  await vi.waitFor(
    async () => {
      rest.push(session.maxAgeSeconds)
      expect(Date.parse(session.expiresAt)).toBeLessThanOrEqual(endsMs)
      const answer = await refresh(session.cookie)
      if (answer.status === 200) session = readCookie(answer)
      expect(answer.status).toBe(401)
      expect(answer.headers['set-cookie']?.[0]).toContain('__Host-refresh_token=; Max-Age=0')
    },
    { timeout: 60_000, interval: 1_000 },
  )
  expect(Date.now() - beganMs).toBeGreaterThanOrEqual(sessionLifetimeMs - 1)
  expect(rest.length).toBeGreaterThan(3)
  expect(rest.every(seconds => seconds <= sessionLifetimeMs / 1_000)).toBe(true)
  expect(rest).toEqual([...rest].sort((a, b) => b - a))
})

test('[S18] a code in an ended session does not prolong it', async () => {
  const password = 'a long enough password'
  const post = (path: string, json: object, token?: string) =>
    call(`/api/auth/${path}`, { method: 'POST', json, ...(token && { token }) })
  const tenant = { slug: 'ended', name: 'Ended' }
  const token = await createSignUpLink(system.database.ownerUrl, 'owner@ended.test')
  const json = { token, tenant, name: 'Owner', password, refreshTokenIn: 'body' }
  const { accessToken } = (await post('sign-up/completion', json)).json<Session>()
  const enrolled = await post('second-factor/enrolment', { password }, accessToken)
  const authenticator = createAuthenticator(enrolled.json<ResponseOf<'second-factor.enrol'>>().secret)
  const code = await authenticator.nextCode()
  const confirmed = await post('second-factor/confirmation', { code }, accessToken)
  const { session, recoveryCodes } = confirmed.json<ResponseOf<'second-factor.confirm'>>()
  const stepUp = () => post('step-up', { code: recoveryCodes.pop() }, session.accessToken)
  expect((await stepUp()).status).toBe(200)
  await owner.query(`UPDATE sessions SET expires_at = now() WHERE member_id = $1`, [session.user.id])
  const refused = await stepUp()
  expect(refused.status).toBe(401)
  expect(refused.json().code).toBe('invalid-token')
})

test('[S27] a failed sign-out keeps session and cookie, so that the browser can try again', async () => {
  const { cookie, accessToken: token } = await signIn()
  await owner.query('REVOKE UPDATE (revoked_at) ON sessions FROM palisade_identity')
  const failed = await signOut(cookie)
  await owner.query('GRANT UPDATE (revoked_at) ON sessions TO palisade_identity')
  expect(failed.status).toBe(500)
  expect(failed.headers['set-cookie']).toBeUndefined()
  expect((await call('/api/auth/me', { token })).status).toBe(200)

  const done = await signOut(cookie)
  expect(done.status).toBe(204)
  expect(done.headers['set-cookie']?.[0]).toContain('__Host-refresh_token=; Max-Age=0')
  expect((await refresh(cookie)).status).toBe(401)
  expect((await call('/api/auth/me', { token })).status).toBe(401)
})

test('[S27] a user has a hundred sessions at most: a new one ends those that were used longest ago', async () => {
  const { cookie, user } = await signIn()
  await owner.query(
    `INSERT INTO sessions (id, user_id, tenant_id, member_id, client, user_agent, last_used_at, expires_at, ends_at)
     SELECT gen_random_uuid(), user_id, tenant_id, id, 'body', 'inserted', now() + i * interval '1 second',
       now() + interval '1 hour', now() + interval '1 hour'
     FROM memberships, generate_series(1, 99 + 3) AS i WHERE id = $1`,
    [user.id],
  )
  await signIn()
  const live = `SELECT count(*)::integer FROM sessions JOIN users ON users.id = user_id
    WHERE email = $1 AND revoked_at IS NULL AND expires_at > now()`
  expect((await owner.query(live, [email])).rows).toEqual([{ count: 100 }])
  expect((await refresh(cookie)).status).toBe(401)
})
