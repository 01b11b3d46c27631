import { invitationLimits, type ResponseOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { listMails, readMail, tokenOf } from '../support/mail.ts'
import {
  accept,
  addMember,
  createTeam,
  invitationSubject,
  invite,
  inviteByMail,
  membersOf,
  someone,
} from '../support/teams.ts'
import { enrol, newPassword, type Session, signUp, strengthenNew } from '../support/users.ts'

type Invitation = ResponseOf<'invitations.create'>

const { mailboxUrl, webOrigin } = inject('target')

const lookUp = (token: string) => call('/api/invitations/look-up', { method: 'POST', json: { token } })

const list = async (token: string) =>
  (await call('/api/invitations', { token })).json<ResponseOf<'invitations.list'>>().items

const resend = (token: string, { id }: Invitation) => call(`/api/invitations/${id}/mail`, { method: 'POST', token })

const revoke = (token: string, { id }: Invitation) => call(`/api/invitations/${id}`, { method: 'DELETE', token })

const change = (token: string, memberId: string, json: object) =>
  call(`/api/members/${memberId}`, { method: 'PATCH', token, json })

const refresh = (refreshToken = '', tenantId = '') =>
  call('/api/auth/refresh', { method: 'POST', json: { refreshToken, ...(tenantId && { tenantId }) } })

const newestToken = async (email: string, mails: number) => {
  await expect.poll(async () => (await listMails(email)).length).toBe(mails)
  return tokenOf(await readMail(email, invitationSubject))
}

describe.skipIf(!mailboxUrl)(`[P2] [P4] an invitation${mailboxUrl ? '' : ', where no mail can be read'}`, () => {
  test('names tenant, role and inviter in a mail, makes a new account, and works once', async () => {
    const { token, email: ownerEmail } = await createTeam()
    const email = someone()
    const created = await invite(token, email.toUpperCase(), 'partner')
    expect(created.status).toBe(201)
    expect(created.json<Invitation>()).toMatchObject({ email, role: 'partner', sentAt: null })
    const mail = await readMail(email, invitationSubject)
    for (const text of [mail.Text, mail.HTML]) {
      expect(text).toContain(`${webOrigin}/accept-invitation#token=`)
      expect(text).toContain('New tenant')
      expect(text).toContain(ownerEmail)
      expect(text).toContain('partner')
    }
    const offer = await lookUp(tokenOf(mail))
    expect(offer.json()).toEqual({ tenant: { name: 'New tenant' }, email, role: 'partner', hasAccount: false })

    expectProblem(await accept(tokenOf(mail), { name: undefined }), 'validation-failed')
    for (const password of ['too short', 'Qwertyuiop123'])
      expectProblem(await accept(tokenOf(mail), { password }), 'validation-failed')
    const joined = await accept(tokenOf(mail))
    expect(joined.status).toBe(200)
    expect(joined.json<Session>().user).toMatchObject({ email, role: 'partner', name: 'Invited' })
    expectProblem(await accept(tokenOf(mail)), 'link-expired')
    expectProblem(await lookUp(tokenOf(mail)), 'link-expired')
    expect(await list(token)).toEqual([])
    expect((await membersOf(token)).map(member => member.email)).toContain(email)
  })

  test('with two requests at once is accepted by one of them', async () => {
    const { token } = await createTeam()
    const mailed = await inviteByMail(token, someone())
    const answers = await Promise.all([accept(mailed), accept(mailed)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410])
  })

  test('of somebody with an account requires its password, and adds a tenant to the account', async () => {
    const { token, session } = await createTeam()
    const other = await signUp()
    const mailed = await inviteByMail(token, other.email, 'admin')
    expect((await lookUp(mailed)).json()).toMatchObject({ hasAccount: true, role: 'admin' })
    expectProblem(await accept(mailed, { password: 'not the right password' }), 'invalid-credentials')
    const joined = (await accept(mailed, { name: 'Another name' })).json<Session>()
    expect(joined.user).toMatchObject({ name: 'Owner', role: 'admin', tenant: { id: session.user.tenant.id } })
    const memberships = await call('/api/auth/memberships', { token: joined.accessToken })
    expect(memberships.json<ResponseOf<'auth.memberships'>>().items).toHaveLength(2)
  })

  test('of somebody with a second factor also requires a code', async () => {
    const { token } = await createTeam()
    const other = await signUp()
    const { confirmed } = await enrol(other.accessToken, newPassword)
    const mailed = await inviteByMail(token, other.email)
    expectProblem(await accept(mailed), 'second-factor-required')
    expectProblem(await accept(mailed, { code: '000000' }), 'invalid-code')
    expectProblem(await accept(mailed, { code: confirmed.recoveryCodes[0], password: 'wrong' }), 'invalid-credentials')
    const joined = await accept(mailed, { code: confirmed.recoveryCodes[0] })
    expect(joined.status).toBe(200)
    expect(joined.json<Session>().user.role).toBe('member')
  })

  test('is accepted in a session only by the account with that email, which then switches', async () => {
    const { token, session } = await createTeam()
    const [other, stranger] = [await signUp(), await signUp()]
    const mailed = await inviteByMail(token, other.email)
    const acceptIn = (accessToken: string) =>
      call('/api/invitations/acceptance/signed-in', { method: 'POST', token: accessToken, json: { token: mailed } })
    expectProblem(await acceptIn(stranger.accessToken), 'wrong-account')
    const joined = await acceptIn(other.accessToken)
    expect(joined.json()).toMatchObject({ tenant: { id: session.user.tenant.id }, role: 'member', current: false })
    const switched = await refresh(other.refreshToken, session.user.tenant.id)
    expect(switched.json<Session>().user).toMatchObject({ role: 'member', tenant: { id: session.user.tenant.id } })
  })

  test('is sent again with a new link, and one for the same email replaces it: earlier links do not work', async () => {
    const { token } = await createTeam()
    const email = someone()
    const first = await inviteByMail(token, email, 'admin')
    const [invitation] = await list(token)
    const again = await resend(token, invitation as Invitation)
    expect(again.status).toBe(202)
    // At once, and not when the worker makes the next token: the earlier mail may be why it is sent again.
    expectProblem(await lookUp(first), 'link-expired')
    expect(again.json()).toMatchObject({ email, role: 'admin', sentAt: null, failedAt: null })
    expectProblem(await resend(token, invitation as Invitation), 'not-found')
    const second = await newestToken(email, 2)
    expectProblem(await lookUp(first), 'link-expired')
    expect((await lookUp(second)).json()).toMatchObject({ role: 'admin' })
    expect((await invite(token, email, 'partner')).status).toBe(201)
    expectProblem(await lookUp(second), 'link-expired')
    const third = await newestToken(email, 3)
    expect((await lookUp(third)).json()).toMatchObject({ role: 'partner' })
    expect((await list(token)).map(({ role }) => role)).toEqual(['partner'])
  })

  test('that is revoked stops working, and is in no list', async () => {
    const { token } = await createTeam()
    const mailed = await inviteByMail(token, someone())
    const [invitation] = await list(token)
    expect(invitation?.sentAt).toMatch(/^2/)
    expect((await revoke(token, invitation as Invitation)).status).toBe(204)
    expectProblem(await revoke(token, invitation as Invitation), 'not-found')
    expectProblem(await resend(token, invitation as Invitation), 'not-found')
    expectProblem(await accept(mailed), 'link-expired')
    expect(await list(token)).toEqual([])
  })

  test('[S20] [S21] cannot give a role above the inviter’s, and ends with the right to invite', async () => {
    const { token } = await createTeam()
    const admin = await addMember(token, 'admin')
    const adminToken = await strengthenNew(admin)
    expectProblem(await invite(adminToken, someone(), 'owner'), 'insufficient-role')
    const email = someone()
    const ofOwner = (await invite(token, email, 'owner')).json<Invitation>()
    for (const answer of [
      await revoke(adminToken, ofOwner),
      await resend(adminToken, ofOwner),
      await invite(adminToken, email, 'partner'),
    ])
      expectProblem(answer, 'insufficient-role')
    const mailed = await inviteByMail(adminToken, someone(), 'admin')
    expect((await change(token, admin.user.id, { role: 'member' })).status).toBe(200)
    expectProblem(await lookUp(mailed), 'link-expired')
    expectProblem(await accept(mailed), 'link-expired')
    // It stays ended when the right comes back: else it would be a way back in.
    expect((await change(token, admin.user.id, { role: 'admin' })).status).toBe(200)
    expectProblem(await lookUp(mailed), 'link-expired')
  })

  test('to a member who was disabled ends when the member is enabled, disabled again or removed', async () => {
    const { token } = await createTeam()
    const member = await addMember(token, 'member')
    await change(token, member.user.id, { disabled: true })
    await invite(token, member.email, 'admin')
    const mailed = await newestToken(member.email, 2)
    await change(token, member.user.id, { disabled: false })
    expect((await call(`/api/members/${member.user.id}`, { method: 'DELETE', token })).status).toBe(204)
    expectProblem(await accept(mailed), 'link-expired')
  })

  test('cannot be made for a member, and re-enables a disabled one, whose earlier sessions stay closed', async () => {
    const { token, session } = await createTeam()
    const member = await addMember(token, 'admin')
    // Nothing is mailed, and so nothing counts as a mail to this address.
    for (let time = 0; time <= invitationLimits.perAddress.limit; time++) {
      expectProblem(await invite(token, member.email), 'already-a-member')
    }
    expect((await change(token, member.user.id, { disabled: true })).status).toBe(200)
    await invite(token, member.email, 'partner')
    const mailed = await newestToken(member.email, 2)
    const joined = (await accept(mailed)).json<Session>()
    expect(joined.user).toMatchObject({ id: member.user.id, role: 'partner' })
    expectProblem(await refresh(member.refreshToken, session.user.tenant.id), 'not-a-member')
    expectProblem(await call('/api/auth/me', { token: member.accessToken }), 'invalid-token')
  })

  test('requires a token that was mailed', async () => {
    expectProblem(await lookUp('l'.repeat(43)), 'link-expired')
    expectProblem(await accept('l'.repeat(43)), 'link-expired')
    expectProblem(await accept('too short'), 'validation-failed')
  })

  test('[S96] is mailed to one address five times an hour, and the answer does not say that others invite it', async () => {
    const [{ token }, other] = [await createTeam(), await createTeam()]
    const email = someone()
    const { limit } = invitationLimits.perAddress
    for (let mails = 1; mails <= limit; mails++) {
      expect((await invite(token, email)).status).toBe(201)
      await newestToken(email, mails)
    }
    expect((await invite(other.token, email)).status).toBe(201)
    // Jobs are done in the order of their requests.
    await inviteByMail(other.token, someone())
    expect(await listMails(email)).toHaveLength(limit)
    expect((await list(other.token)).find(invitation => invitation.email === email)).toMatchObject({ sentAt: null })
  })
})
