import { randomUUID } from 'node:crypto'
import type { Problem, ResponseOf } from '@palisade/contracts'
import { hashRefreshToken } from '@palisade/security/credentials'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'
import { createSignUpLink } from '../support/sign-up-link.ts'

type Session = ResponseOf<'auth.sign-in'>
type Answer = { status: number; body: Partial<Problem> }

/** Refusals count against a caller, so that nobody asks all the time. */
const patience = { timeout: 60_000, interval: 1_000 }
const email = 'member@acme.test'

let system: Nodes
let first: string
let second: string
let database: pg.Client
let redis: Redis

beforeAll(async () => {
  system = await startNodes(2)
  ;[first = '', second = ''] = system.nodes.map(node => node.url)
  database = new pg.Client({ connectionString: system.database.ownerUrl })
  await database.connect()
  redis = new Redis(system.redis.url)
  redis.on('error', () => {})
})

afterAll(async () => {
  redis?.disconnect()
  await database?.end()
  await system?.stop()
})

let calls = 0
/** A new address for each call, so that penalties raise the cost of no other request. */
const newAddress = () => `198.51.${++calls >> 8}.${calls & 255}`

async function ask(method: string, path: string, { token = '', json, url = first }: Ask = {}): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      'x-forwarded-for': newAddress(),
      ...(json && { 'content-type': 'application/json' }),
    },
    ...(json && { body: JSON.stringify(json) }),
  })
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : {} }
}

type Ask = { token?: string; json?: object; url?: string }

async function signIn(password = system.password): Promise<Session> {
  const answer = await ask('POST', '/api/auth/sign-in', { json: { email, password, refreshTokenIn: 'body' } })
  expect(answer.status).toBe(200)
  return answer.body as unknown as Session
}

const summary = ({ status, body }: Answer) => (body.code ? `${status} ${body.code}` : `${status}`)

/** The answers of both nodes. */
const useBoth = (token: string) =>
  Promise.all([first, second].map(async url => summary(await ask('GET', '/api/auth/me', { token, url }))))

const refused = ['401 invalid-token', '401 invalid-token']

async function expectRefusedEverywhere(...sessions: Session[]): Promise<void> {
  for (const { accessToken, refreshToken } of sessions) {
    await vi.waitFor(async () => expect(await useBoth(accessToken)).toEqual(refused), patience)
    const { rows } = await database.query(
      `SELECT count(*)::integer FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id
       WHERE t.hash = $1 AND revoked_at IS NULL`,
      [hashRefreshToken(refreshToken ?? '')],
    )
    expect(rows).toEqual([{ count: 0 }])
  }
}

const signOut = ({ refreshToken }: Session) => ask('DELETE', '/api/auth/refresh', { json: { refreshToken } })

/** Each way in which a session ends, and who is signed out by it. */
const ends: Record<string, () => Promise<{ end: () => Promise<Answer>; ended: Session[] }>> = {
  'a sign-out': async () => {
    const session = await signIn()
    return { end: () => signOut(session), ended: [session] }
  },
  'the end of another session': async () => {
    const [own, other] = [await signIn(), await signIn()]
    const [, payload = ''] = other.accessToken.split('.')
    const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return {
      end: () => ask('DELETE', `/api/auth/sessions/${sid}`, { token: own.accessToken }),
      ended: [other],
    }
  },
  'the end of all sessions': async () => {
    const [own, other] = [await signIn(), await signIn()]
    return { end: () => ask('DELETE', '/api/auth/sessions', { token: own.accessToken }), ended: [own, other] }
  },
}

async function comeBack(): Promise<void> {
  await system.redis.start()
  // Signing in is closed until a node has come back to Redis.
  const signInAtBoth = () => Promise.all([first, second].map(url => signInAt(url, email, system.password)))
  await vi.waitFor(signInAtBoth, { timeout: 60_000, interval: 500 })
}

describe('[S27] [B7] sessions end', () => {
  for (const [what, begin] of Object.entries(ends)) {
    test(`while Redis is away: ${what} succeeds, and holds on every node then and after Redis is back`, async () => {
      const { end, ended } = await begin()
      for (const { accessToken } of ended) expect(await useBoth(accessToken)).toEqual(['200', '200'])
      await system.redis.kill()
      try {
        expect((await end()).status).toBe(204)
        await expectRefusedEverywhere(...ended)
      } finally {
        await comeBack()
      }
      for (const { accessToken } of ended) expect(await useBoth(accessToken)).toEqual(refused)
    })

    test(`and Redis loses its memory: ${what} still holds on every node`, async () => {
      const { end, ended } = await begin()
      expect((await end()).status).toBe(204)
      await redis.flushall()
      await expectRefusedEverywhere(...ended)
    })
  }

  test('by reuse of a refresh token, while Redis loses its memory', async () => {
    const session = await signIn()
    const { refreshToken } = session
    expect((await ask('POST', '/api/auth/refresh', { json: { refreshToken } })).status).toBe(200)
    await database.query(`UPDATE refresh_tokens SET rotated_at = now() - interval '1 hour' WHERE hash = $1`, [
      hashRefreshToken(refreshToken ?? ''),
    ])
    expect((await ask('POST', '/api/auth/refresh', { json: { refreshToken } })).status).toBe(401)
    await redis.flushall()
    await expectRefusedEverywhere(session)
  })
})

describe('[S27] [S95] a change of the second factor checks session and membership in its own transaction', () => {
  const sabotages = {
    'a session that has ended': (memberId: string) =>
      database.query('UPDATE sessions SET revoked_at = now() WHERE member_id = $1', [memberId]),
    'a membership that has changed': (memberId: string) =>
      database.query('UPDATE memberships SET membership_version = membership_version + 1 WHERE id = $1', [memberId]),
  }
  for (const [what, sabotage] of Object.entries(sabotages)) {
    test(`and refuses ${what}, even when no node has read the announcement`, async () => {
      const slug = `f${randomUUID().slice(0, 8)}`
      const password = 'a long enough password'
      const linkToken = await createSignUpLink(system.database.ownerUrl, `owner@${slug}.test`)
      const json = { token: linkToken, tenant: { slug, name: 'New' }, name: 'Owner', password, refreshTokenIn: 'body' }
      const signedUp = await ask('POST', '/api/auth/sign-up/completion', { json })
      const { accessToken } = signedUp.body as unknown as Session
      const call = (method: string, path: string, token: string, json?: object) =>
        ask(method, `/api/auth/${path}`, { token, ...(json && { json }) })
      const enrolled = await call('POST', 'second-factor/enrolment', accessToken, { password })
      const code = await createAuthenticator((enrolled.body as { secret?: string }).secret ?? '').nextCode()
      const confirmed = await call('POST', 'second-factor/confirmation', accessToken, { code })
      const { session, recoveryCodes } = confirmed.body as unknown as ResponseOf<'second-factor.confirm'>
      const { accessToken: token, user } = session
      await sabotage(user.id)
      expect(summary(await call('POST', 'second-factor/recovery-codes', token))).toBe('401 invalid-token')
      expect(summary(await call('POST', 'step-up', token, { code: recoveryCodes[0] }))).toBe('401 invalid-token')
      expect(summary(await call('DELETE', 'second-factor', token))).toBe('401 invalid-token')
      const change = { password, newPassword: 'another long password' }
      expect(summary(await call('POST', 'password', token, change))).toBe('401 invalid-token')
      const left = `SELECT (SELECT count(*)::integer FROM second_factors f WHERE f.user_id = m.user_id) AS factors,
        (SELECT count(*)::integer FROM recovery_codes c WHERE c.user_id = m.user_id) AS codes
        FROM memberships m WHERE m.id = $1`
      const { rows } = await database.query(left, [user.id])
      expect(rows).toEqual([{ factors: 1, codes: recoveryCodes.length }])
    })
  }
})

test('[S26] a sign-in whose password is changed before its session begins gets none', async () => {
  // The session waits for the row of its user, which the change holds.
  await database.query('BEGIN')
  const hash = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
  const { rows } = await database.query('SELECT password_hash FROM users WHERE email = $1 FOR UPDATE', [email])
  const json = { email, password: system.password, refreshTokenIn: 'body' }
  const signingIn = ask('POST', '/api/auth/sign-in', { json })
  const observer = new pg.Client({ connectionString: system.database.ownerUrl })
  await observer.connect()
  const waiting = `SELECT count(*)::integer FROM pg_stat_activity WHERE wait_event_type = 'Lock'`
  await vi.waitFor(async () => expect((await observer.query(waiting)).rows).toEqual([{ count: 1 }]), 60_000)
  await observer.end()
  await database.query('UPDATE users SET password_hash = $1 WHERE email = $2', [hash, email])
  await database.query('COMMIT')
  expect(summary(await signingIn)).toBe('401 invalid-credentials')
  await database.query('UPDATE users SET password_hash = $1 WHERE email = $2', [rows[0].password_hash, email])
})
