import { randomUUID } from 'node:crypto'
import { invitationLink, mailedLinks, type Role } from '@palisade/contracts'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { demoPassword, startTestApp, type TestApp } from '../../app-for-tests.ts'

let api: TestApp

beforeAll(async () => {
  api = await startTestApp()
})

afterEach(() => vi.useRealTimers())

afterAll(() => api?.stop())

const newEmail = () => `${randomUUID()}@mailed.test`

const signUp = (token = '') =>
  api.post('/api/auth/sign-up/completion', {
    token,
    tenant: { slug: `m${randomUUID().slice(0, 8)}`, name: 'New tenant' },
    name: 'Owner',
    password: 'a long enough password',
    refreshTokenIn: 'body',
  })

const reset = (token = '') =>
  api.post('/api/auth/password-reset/completion', { token, newPassword: 'another long enough password' })

const lookUp = (token: string) => api.post('/api/invitations/look-up', { token })

const accept = (token: string) =>
  api.post('/api/invitations/acceptance', {
    token,
    name: 'New member',
    password: 'a long enough password',
    refreshTokenIn: 'body',
  })

/** An invitation by the demo user of a role, whatever that role may invite to. */
async function invite(inviter: Role, role: Role): Promise<string> {
  const invitedBy = await api.db.forIdentity(tx =>
    tx.membership.findFirstOrThrow({ where: { role: inviter, tenant: { slug: 'acme' } } }),
  )
  const { tenantId, id } = invitedBy
  return api.createInvitationToken({ tenantId, invitedBy: id, email: newEmail(), role })
}

function passTime(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
}

const expired = { status: 410, body: { code: 'link-expired' } }

describe('[P3] the token of a mailed link', () => {
  test('works until its link expires', async () => {
    const [early, late] = await api.createSignUpTokens([newEmail(), newEmail()])
    const [lateReset] = await api.createResetTokens(['partner@globex.test'])
    passTime(mailedLinks['sign-up'].lifetimeMs - 1_000)
    expect((await signUp(early)).status).toBe(201)
    passTime(1_001)
    expect(await signUp(late)).toMatchObject(expired)
    passTime(mailedLinks['password-reset'].lifetimeMs)
    expect(await reset(lateReset)).toMatchObject(expired)
  })

  test('works for its purpose only', async () => {
    const [ofSignUp] = await api.createSignUpTokens(['member@globex.test'])
    const [ofReset] = await api.createResetTokens([newEmail()])
    expect(await reset(ofSignUp)).toMatchObject(expired)
    expect(await signUp(ofReset)).toMatchObject(expired)
    expect(await lookUp(ofSignUp ?? '')).toMatchObject(expired)
  })

  test('to reset a password stops working when the user changes the password', async () => {
    const email = 'admin@globex.test'
    const [token] = await api.createResetTokens([email])
    const { body } = await api.post('/api/auth/sign-in', { email, password: demoPassword, refreshTokenIn: 'body' })
    const change = { password: demoPassword, newPassword: 'a long password of the user' }
    expect((await api.post('/api/auth/password', change, { token: String(body['accessToken']) })).status).toBe(200)
    expect(await reset(token)).toMatchObject(expired)
  })
})

describe('[P2] the token of an invitation', () => {
  test('works until the invitation expires', async () => {
    const token = await invite('owner', 'member')
    passTime(invitationLink.lifetimeMs - 1_000)
    expect((await lookUp(token)).status).toBe(200)
    passTime(1_001)
    expect(await lookUp(token)).toMatchObject(expired)
    expect(await accept(token)).toMatchObject(expired)
  })

  test('[S20] [S21] is refused when the inviter may not invite, or not to that role', async () => {
    for (const [inviter, role] of [
      ['member', 'member'],
      ['admin', 'owner'],
    ] as const) {
      const token = await invite(inviter, role)
      expect(await lookUp(token)).toMatchObject(expired)
      expect(await accept(token)).toMatchObject(expired)
    }
    expect((await accept(await invite('admin', 'admin'))).status).toBe(200)
  })
})
