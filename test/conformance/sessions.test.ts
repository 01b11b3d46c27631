import { longestUserAgent, type ResponseOf } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { type Session, signIn, tokenOf } from '../support/users.ts'

type Entry = ResponseOf<'sessions.list'>['items'][number]

const email = 'partner@globex.test'

async function listSessions(token: string): Promise<Entry[]> {
  const answer = await call('/api/auth/sessions', { token })
  expect(answer.status).toBe(200)
  return answer.json<ResponseOf<'sessions.list'>>().items
}

async function ownIdOf(token: string): Promise<string> {
  return (await listSessions(token)).find(session => session.current)?.id ?? ''
}

const endSession = (id: string, token: string) => call(`/api/auth/sessions/${id}`, { method: 'DELETE', token })

const refresh = (refreshToken = '') => call('/api/auth/refresh', { method: 'POST', json: { refreshToken } })

describe('sessions', () => {
  test('are listed with their device, and the current one is marked', async () => {
    const { accessToken } = (await signIn(email, 'body', 'Palisade-Test/1.0')).json<Session>()
    const sessions = await listSessions(accessToken)
    expect(sessions.filter(session => session.current)).toEqual([
      {
        id: expect.any(String),
        createdAt: expect.any(String),
        lastUsedAt: expect.any(String),
        userAgent: 'Palisade-Test/1.0',
        current: true,
      },
    ])
  })

  test('store the User-Agent up to the longest one that the edge forwards', async () => {
    const userAgent = 'Palisade-Test/1.0 '.padEnd(longestUserAgent, 'x')
    const { accessToken } = (await signIn(email, 'body', userAgent)).json<Session>()
    const current = (await listSessions(accessToken)).find(session => session.current)
    expect(current?.userAgent).toBe(userAgent)
  })

  test('show when they were last used', async () => {
    const { accessToken, refreshToken } = (await signIn(email)).json<Session>()
    const id = await ownIdOf(accessToken)
    expect((await refresh(refreshToken)).status).toBe(200)
    const found = (await listSessions(accessToken)).find(session => session.id === id)
    expect(Date.parse(found?.lastUsedAt ?? '')).toBeGreaterThan(Date.parse(found?.createdAt ?? ''))
  })

  test('[S27] end one by one, with their access tokens, and the others continue', async () => {
    const here = (await signIn(email)).json<Session>()
    const there = (await signIn(email)).json<Session>()
    const id = await ownIdOf(there.accessToken)

    expect((await endSession(id, here.accessToken)).status).toBe(204)
    expectProblem(await call('/api/auth/me', { token: there.accessToken }), 'invalid-token')
    expectProblem(await refresh(there.refreshToken), 'invalid-token')
    expect((await listSessions(here.accessToken)).map(session => session.id)).not.toContain(id)
    expectProblem(await endSession(id, here.accessToken), 'not-found')
  })

  test('[S94] of another user in the tenant can be neither listed nor ended', async () => {
    const { accessToken } = (await signIn(email)).json<Session>()
    const id = await ownIdOf(accessToken)
    const owner = await tokenOf('owner', 'globex')
    expect((await listSessions(owner)).map(session => session.id)).not.toContain(id)
    expectProblem(await endSession(id, owner), 'not-found')
    expect((await call('/api/auth/me', { token: accessToken })).status).toBe(200)
  })
})
