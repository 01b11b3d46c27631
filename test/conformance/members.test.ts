import { randomUUID } from 'node:crypto'
import { type ResponseOf, roleNames } from '@palisade/contracts'
import { afterEach, describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { type Session, signIn, strengthen, strongTokenOf } from '../support/users.ts'

type Member = ResponseOf<'members.change'>

const memberEmail = 'member@globex.test'

async function listMembers(): Promise<Member[]> {
  const answer = await call('/api/members', { token: await strongTokenOf('admin', 'globex') })
  expect(answer.status).toBe(200)
  return answer.json<ResponseOf<'members.list'>>().items
}

async function idOf(email: string): Promise<string> {
  const found = (await listMembers()).find(member => member.email === email)
  if (!found) throw new Error(`${email} is in no list`)
  return found.id
}

async function change(email: string, json: object) {
  const token = await strongTokenOf('admin', 'globex')
  return call(`/api/members/${await idOf(email)}`, { method: 'PATCH', token, json })
}

const refresh = (refreshToken = '') => call('/api/auth/refresh', { method: 'POST', json: { refreshToken } })

describe('members of a tenant', () => {
  afterEach(() => change(memberEmail, { role: 'member', disabled: false }))

  test('[S23] are listed page by page, without a password and without those of another tenant', async () => {
    const all = await listMembers()
    expect(all.map(member => member.role).sort()).toEqual([...roleNames, 'partner'].sort())
    for (const member of all) {
      expect(Object.keys(member).sort()).toEqual(['createdAt', 'disabled', 'email', 'id', 'name', 'role'])
      expect(member.email).toMatch(/@globex\.test$|^consultant@/)
    }
    const token = await strongTokenOf('admin', 'globex')
    const page = async (query: string) =>
      (await call(`/api/members?limit=2${query}`, { token })).json<ResponseOf<'members.list'>>()
    const pages = [await page('')]
    for (let next = pages[0]?.nextCursor; next; next = pages.at(-1)?.nextCursor)
      pages.push(await page(`&cursor=${next}`))
    expect(pages.map(({ items }) => items.length).slice(0, -1)).toEqual(pages.slice(1).map(() => 2))
    expect(pages.flatMap(({ items }) => items)).toEqual(all)
    expectProblem(await call('/api/members?cursor=WyItYXQiXQ', { token }), 'validation-failed')
  })

  test('[S21] [S24] [S27] a change of role takes effect with the next request', async () => {
    const { accessToken, refreshToken } = (await signIn(memberEmail)).json<Session>()
    expect((await call('/api/orders', { token: accessToken })).status).toBe(200)

    const changed = await change(memberEmail, { role: 'partner' })
    expect(changed.status).toBe(200)
    expect(changed.json<Member>()).toMatchObject({ role: 'partner', disabled: false })
    expectProblem(await call('/api/orders', { token: accessToken }), 'invalid-token')

    const renewed = (await refresh(refreshToken)).json<Session>()
    expect(renewed.user).toMatchObject({ role: 'partner', scopes: ['orders:read'] })
    const create = await call('/api/orders', { method: 'POST', token: renewed.accessToken, json: draft })
    expectProblem(create, 'insufficient-scope')
  })

  test('[S27] a disabled member has no token and no session, and cannot sign in', async () => {
    const { accessToken, refreshToken } = (await signIn(memberEmail)).json<Session>()
    expect((await change(memberEmail, { disabled: true })).json<Member>().disabled).toBe(true)

    expectProblem(await call('/api/auth/me', { token: accessToken }), 'invalid-token')
    expectProblem(await refresh(refreshToken), 'invalid-token')
    await expect(signIn(memberEmail)).rejects.toThrow(/answered 401.*invalid-credentials/)

    await change(memberEmail, { disabled: false })
    expectProblem(await refresh(refreshToken), 'invalid-token')
    expect((await signIn(memberEmail)).status).toBe(200)
  })
})

test('[S22] [S27] an API key is limited to the current role of its creator, and ends when the creator is disabled', async () => {
  await change(memberEmail, { role: 'admin' })
  try {
    const token = await strengthen(memberEmail)
    const create = async (...scopes: string[]) => {
      const json = { name: 'of a member', scopes, expiresInDays: 1 }
      return (await call('/api/api-keys', { method: 'POST', token, json })).json<ResponseOf<'api-keys.create'>>().key
    }
    const reads = await create('orders:read')
    const all = await create('orders:read', 'orders:write', 'members:read')
    const lists = await Promise.all([reads, all].map(token => call('/api/orders?limit=1', { token })))
    expect(lists.map(({ status }) => status)).toEqual([200, 200])
    expect((await call('/api/members', { token: all })).status).toBe(200)
    await change(memberEmail, { role: 'partner' })
    expect((await call('/api/orders?limit=1', { token: all })).status).toBe(200)
    expectProblem(await call('/api/members', { token: all }), 'insufficient-scope')
    expectProblem(await call('/api/orders', { method: 'POST', token: all, json: draft }), 'insufficient-scope')
    await change(memberEmail, { role: 'admin' })
    expect((await call('/api/orders', { method: 'POST', token: all, json: draft })).status).toBe(201)
    // Nodes remember an unknown key for a minute, so each key is sent only once from here on.
    await change(memberEmail, { disabled: true })
    expectProblem(await call('/api/orders?limit=1', { token: reads }), 'invalid-token')
    await change(memberEmail, { disabled: false })
    expectProblem(await call('/api/orders?limit=1', { token: all }), 'invalid-token')
  } finally {
    await change(memberEmail, { role: 'member', disabled: false })
  }
})

describe('[S20] [S21] a role', () => {
  test('cannot raise a member above itself, nor lower a member above it', async () => {
    expectProblem(await change(memberEmail, { role: 'owner' }), 'insufficient-role')
    expectProblem(await change('admin@globex.test', { role: 'owner' }), 'insufficient-role')
    expectProblem(await change('owner@globex.test', { role: 'member' }), 'insufficient-role')
    expectProblem(await change('owner@globex.test', { disabled: true }), 'insufficient-role')
  })

  test('of owner cannot be taken from the last owner', async () => {
    const token = await strongTokenOf('owner', 'globex')
    const path = `/api/members/${await idOf('owner@globex.test')}`
    for (const json of [{ role: 'admin' }, { disabled: true }]) {
      expectProblem(await call(path, { method: 'PATCH', token, json }), 'last-owner')
    }
  })

  test('must be declared, and an empty change is refused', async () => {
    for (const json of [{ role: 'root' }, { scopes: ['orders:fulfil'] }, {}, { disabled: 'yes' }]) {
      expectProblem(await change(memberEmail, json), 'validation-failed')
    }
  })

  test('of an unknown member gets 404', async () => {
    const token = await strongTokenOf('admin', 'globex')
    const answer = await call(`/api/members/${randomUUID()}`, { method: 'PATCH', token, json: { role: 'member' } })
    expectProblem(answer, 'not-found')
  })
})
