import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ResponseOf } from '@palisade/contracts'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { type Answer, call } from '../support/http.ts'
import { type Session, signIn, strongTokenOf } from '../support/users.ts'
import { linesOf, logs } from './logs.ts'

const email = 'member@globex.test'
const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)

let admin: string
let memberId: string

beforeAll(async () => {
  admin = await strongTokenOf('admin', 'globex')
  const { items } = (await call('/api/members', { token: admin })).json<ResponseOf<'members.list'>>()
  memberId = items.find(member => member.email === email)?.id ?? ''
})

/** The events, beside that of the request itself, which the API logged about the request that was answered so. */
async function eventsOf(answer: Answer): Promise<object[]> {
  const lines = await linesOf('api', String(answer.headers['x-request-id']))
  return lines.map(line => JSON.parse(line)).filter(({ event }) => event !== 'request')
}

/** People are in the log under a pseudonym, the same in every line [S63]. */
const person = expect.stringMatching(/^sub_[\w-]{16}$/)

const who = { subject: person, tenant: id, ip: expect.any(String) }

describe('[S80] the log of the API has', () => {
  test('a sign-in', async () => {
    expect(await eventsOf(await signIn(email))).toMatchObject([{ event: 'auth.sign-in', ...who }])
  })

  test('a failed sign-in, with the reason, which the response does not have', async () => {
    const fail = (email: string) => call('/api/auth/sign-in', { method: 'POST', json: { email, password: 'a guess' } })
    // It is logged beside the response, and may come after it.
    const [known, unknown] = [await fail(email), await fail(`nobody-${randomUUID()}@globex.test`)]
    const event = 'auth.sign-in.failed'
    await expect.poll(() => eventsOf(known)).toMatchObject([{ event, reason: 'password', ...who }])
    await expect.poll(() => eventsOf(unknown)).toMatchObject([{ event, reason: 'unknown-user' }])
  })

  test('a refresh, a failed refresh, and a sign-out', async () => {
    const { refreshToken } = (await signIn(email)).json<Session>()
    const send = (method: string, refreshToken = '') => call('/api/auth/refresh', { method, json: { refreshToken } })
    const renewed = await send('POST', refreshToken)
    expect(await eventsOf(renewed)).toMatchObject([{ event: 'auth.refresh', ...who }])
    expect(await eventsOf(await send('POST', 'A'.repeat(43)))).toMatchObject([
      { event: 'auth.refresh.failed', reason: 'unknown' },
    ])
    const out = await send('DELETE', renewed.json<Session>().refreshToken)
    expect(await eventsOf(out)).toMatchObject([{ event: 'auth.sign-out', ...who }])
  })

  test('a mailed link that somebody requested, and one that was refused', async () => {
    const post = (path: string, json: object) => call(path, { method: 'POST', json })
    const requested = await post('/api/auth/password-reset', { email: `nobody-${randomUUID()}@globex.test` })
    expect(await eventsOf(requested)).toMatchObject([{ event: 'link.requested', to: 'password-reset' }])
    const refused = await post('/api/invitations/look-up', { token: 'l'.repeat(43) })
    expect(await eventsOf(refused)).toMatchObject([
      { event: 'link.refused', to: 'invitations.look-up', reason: 'link-expired' },
    ])
  })
})

describe('[S83] the log of the API has', () => {
  test('a change of role with actor, member, old and new role', async () => {
    for (const [from, to] of [
      ['member', 'partner'],
      ['partner', 'member'],
    ] as const) {
      const json = { role: to }
      const answer = await call(`/api/members/${memberId}`, { method: 'PATCH', token: admin, json })
      expect(await eventsOf(answer)).toMatchObject([
        { event: 'member.changed', subject: person, tenant: id, object: memberId, from, to },
      ])
    }
  })

  test('a refused change', async () => {
    const json = { role: 'owner' }
    const answer = await call(`/api/members/${memberId}`, { method: 'PATCH', token: admin, json })
    expect(await eventsOf(answer)).toMatchObject([{ event: 'member.refused', reason: 'insufficient-role' }])
  })

  test('the creation and revocation of an API key, without the key', async () => {
    const json = { name: 'logged', scopes: ['orders:read'], expiresInDays: 1 }
    const created = await call('/api/api-keys', { method: 'POST', token: admin, json })
    const { id: object, key } = created.json<ResponseOf<'api-keys.create'>>()
    expect(await eventsOf(created)).toMatchObject([{ event: 'api-key.created', object, scopes: ['orders:read'] }])
    const revoked = await call(`/api/api-keys/${object}`, { method: 'DELETE', token: admin })
    expect(await eventsOf(revoked)).toMatchObject([{ event: 'api-key.revoked', object }])
    for (const file of Object.values(logs)) expect(await readFile(file, 'utf8')).not.toContain(key)
  })

  test('the end of a session', async () => {
    const { accessToken: token } = (await signIn(email)).json<Session>()
    const { items } = (await call('/api/auth/sessions', { token })).json<ResponseOf<'sessions.list'>>()
    const object = items.find(session => session.current)?.id ?? ''
    const ended = await call(`/api/auth/sessions/${object}`, { method: 'DELETE', token })
    expect(await eventsOf(ended)).toMatchObject([{ event: 'session.ended', object, ...who }])
  })
})

test('[S63] [S80] only ids: no log contains an email, a code or a password', async () => {
  for (const file of Object.values(logs)) {
    const text = await readFile(file, 'utf8')
    expect(text).not.toMatch(/@(?:acme|globex)\.test|otpauth:/)
    expect(text).not.toContain(inject('target').password)
  }
})
