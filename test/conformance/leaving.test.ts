import type { ResponseOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { listMails, readMail, tokenOf } from '../support/mail.ts'
import { draft } from '../support/samples.ts'
import { accept, addMember, createTeam, invitationSubject, invite, inviteByMail, membersOf } from '../support/teams.ts'
import { type Session, signUp, strengthenNew } from '../support/users.ts'

const { mailboxUrl } = inject('target')

const leave = (token: string) => call('/api/auth/memberships/current', { method: 'DELETE', token })

const remove = (token: string, id: string) => call(`/api/members/${id}`, { method: 'DELETE', token })

const transfer = (token: string, id: string) => call(`/api/members/${id}/ownership`, { method: 'POST', token })

const refresh = (refreshToken = '', tenantId = '') =>
  call('/api/auth/refresh', { method: 'POST', json: { refreshToken, ...(tenantId && { tenantId }) } })

const me = (token: string) => call('/api/auth/me', { token })

describe.skipIf(!mailboxUrl)(`[P5] a member${mailboxUrl ? '' : ', where no mail can be read'}`, () => {
  test('[S27] that is removed loses tokens, sessions, API keys and the list entry; their orders stay', async () => {
    const { token } = await createTeam()
    const admin = await addMember(token, 'admin')
    const strong = await strengthenNew(admin)
    const json = { name: 'key', scopes: ['orders:read'], expiresInDays: 1 }
    const created = await call('/api/api-keys', { method: 'POST', token: strong, json })
    const { key } = created.json<ResponseOf<'api-keys.create'>>()
    const placed = await call('/api/orders', { method: 'POST', token: strong, json: draft })
    const order = placed.json<{ id: string; createdBy: string }>()

    expect((await remove(token, admin.user.id)).status).toBe(204)
    for (const ended of [strong, key]) expectProblem(await call('/api/orders', { token: ended }), 'invalid-token')
    expectProblem(await refresh(admin.refreshToken), 'invalid-token')
    expect((await membersOf(token)).map(({ email }) => email)).not.toContain(admin.email)
    expectProblem(await remove(token, admin.user.id), 'not-found')
    const change = { method: 'PATCH', token, json: { disabled: false } }
    expectProblem(await call(`/api/members/${admin.user.id}`, change), 'not-found')
    const history = await call(`/api/orders/${order.id}/history`, { token })
    const { items } = history.json<ResponseOf<'orders.history'>>()
    expect(items.map(({ actor }) => actor)).toEqual([{ id: admin.user.id, name: admin.user.name }])
  })

  test('who was removed can be invited again, with another role, and comes back as the same member without what was saved', async () => {
    const { token } = await createTeam()
    const member = await addMember(token, 'admin')
    const filters = { method: 'POST', token: member.accessToken, json: { name: 'Mine', choices: {} } }
    expect((await call('/api/order-filters', filters)).status).toBe(201)
    await remove(token, member.user.id)
    expect((await invite(token, member.email, 'partner')).status).toBe(201)
    await expect.poll(async () => (await listMails(member.email)).length).toBe(2)
    const back = (await accept(tokenOf(await readMail(member.email, invitationSubject)))).json<Session>()
    expect(back.user).toMatchObject({ id: member.user.id, role: 'partner' })
    expect((await me(back.accessToken)).status).toBe(200)
    expect((await call('/api/order-filters', { token: back.accessToken })).json()).toEqual({ items: [] })
    expectProblem(await refresh(member.refreshToken), 'invalid-token')
    expect(await membersOf(token)).toHaveLength(2)
  })

  test('can leave', async () => {
    const { token } = await createTeam()
    const member = await addMember(token)
    expect((await leave(member.accessToken)).status).toBe(204)
    expectProblem(await me(member.accessToken), 'invalid-token')
    expectProblem(await refresh(member.refreshToken), 'invalid-token')
    expect(await membersOf(token)).toHaveLength(1)
  })

  test('of several tenants can leave one and choose another; a session without any open tenant ends', async () => {
    const { token, session } = await createTeam()
    const member = await signUp()
    const joined = await call('/api/invitations/acceptance/signed-in', {
      method: 'POST',
      token: member.accessToken,
      json: { token: await inviteByMail(token, member.email) },
    })
    expect(joined.status, joined.text).toBe(200)
    const tenantId = session.user.tenant.id
    const switched = (await refresh(member.refreshToken, tenantId)).json<Session>()
    expect((await leave(switched.accessToken)).status).toBe(204)
    const refused = await refresh(switched.refreshToken)
    expectProblem(refused, 'not-a-member')
    const { id, name } = member.user.tenant
    expect(refused.json()).toMatchObject({ tenants: [{ id, name, role: 'owner' }] })
    expectProblem(await refresh(switched.refreshToken, tenantId), 'not-a-member')
    expect((await refresh(switched.refreshToken, id)).json<Session>().user.tenant.id).toBe(id)

    const only = await addMember(token)
    const change = (disabled: boolean) => ({ method: 'PATCH', token, json: { disabled } })
    await call(`/api/members/${only.user.id}`, change(true))
    expectProblem(await refresh(only.refreshToken), 'invalid-token')
    await call(`/api/members/${only.user.id}`, change(false))
    expectProblem(await refresh(only.refreshToken), 'invalid-token')
  })

  test('[S20] [S21] with the role of admin removes no owner', async () => {
    const { token, session } = await createTeam()
    const admin = await strengthenNew(await addMember(token, 'admin'))
    expectProblem(await remove(admin, session.user.id), 'insufficient-role')
  })
})

describe.skipIf(!mailboxUrl)(`[P5] a tenant keeps an owner${mailboxUrl ? '' : ', where no mail can be read'}`, () => {
  test('who can neither leave nor be removed', async () => {
    const { token, session } = await createTeam()
    expectProblem(await leave(token), 'last-owner')
    expectProblem(await remove(token, session.user.id), 'last-owner')
  })

  test('also when all owners leave at the same time', async () => {
    const { token } = await createTeam()
    const second = await addMember(token, 'owner')
    const third = await addMember(token, 'owner')
    const answers = await Promise.all([token, second.accessToken, third.accessToken].map(leave))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 204, 409])
  })

  test('[S61] who hands ownership to a member with a recent second factor, and is an admin from then on', async () => {
    const { token, session } = await createTeam()
    const member = await addMember(token)
    expectProblem(await transfer(session.accessToken, member.user.id), 'stronger-sign-in-required')
    const admin = await strengthenNew(await addMember(token, 'admin'))
    expectProblem(await transfer(admin, member.user.id), 'insufficient-scope')
    expectProblem(await transfer(token, session.user.id), 'last-owner')

    const done = await transfer(token, member.user.id)
    expect(done.status).toBe(200)
    expect(done.json()).toMatchObject({ id: member.user.id, role: 'owner' })
    for (const before of [token, member.accessToken]) expectProblem(await me(before), 'invalid-token')
    const [former, owner] = [await refresh(session.refreshToken), await refresh(member.refreshToken)]
    expect([former, owner].map(answer => answer.json<Session>().user.role)).toEqual(['admin', 'owner'])
    expectProblem(await transfer(owner.json<Session>().accessToken, session.user.id), 'stronger-sign-in-required')
  })

  test('and a disabled member cannot become the owner', async () => {
    const { token } = await createTeam()
    const member = await addMember(token)
    await call(`/api/members/${member.user.id}`, { method: 'PATCH', token, json: { disabled: true } })
    expectProblem(await transfer(token, member.user.id), 'member-disabled')
  })
})
