import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { type AuditEntry, type AuditEvent, type Endpoint, endpoints, type ResponseOf } from '@palisade/contracts'
import { beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createAuthenticator } from '../support/clients/authenticator.ts'
import { type Answer, type Call, call } from '../support/http.ts'
import { readMail, tokenOf as tokenIn } from '../support/mail.ts'
import { readNdjson } from '../support/ndjson.ts'
import { addMember, createTeam, invite, inviteByMail, membersOf, someone } from '../support/teams.ts'
import { exported } from '../support/tenant-exports.ts'
import { mailSignUpLink, newPassword, newSlug, type Session, signUp, strengthenNew } from '../support/users.ts'

const { mailboxUrl } = inject('target')

const declared = Object.values<Endpoint>(endpoints)

/** The request ids of the answers of each endpoint. */
const requests = new Map<string, string[]>()

function endpointOf(method: string, path: string): string {
  const found = declared.find(
    endpoint => endpoint.method === method && new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  return found?.id ?? `${method} ${path}`
}

/** Sends a request that succeeds, or is refused with `status`, and notes its id. */
async function send(method: string, path: string, request: Call & { status?: number } = {}): Promise<Answer> {
  const { status, ...rest } = request
  const answer = await call(path, { ...rest, method })
  if (status ? answer.status !== status : answer.status >= 300) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
  }
  const id = endpointOf(method, path)
  requests.set(id, [...(requests.get(id) ?? []), String(answer.headers['x-request-id'])])
  return answer
}

const bodyOf = (session: Pick<Session, 'refreshToken'>, more: object = {}) => ({
  json: { refreshToken: session.refreshToken, ...more },
})

const signIn = async (email: string, password = newPassword) =>
  (await send('POST', '/api/auth/sign-in', { json: { email, password, refreshTokenIn: 'body' } })).json<Session>()

const entriesOf = async (token: string): Promise<AuditEntry[]> => {
  return readNdjson((await call('/api/audit-log/export', { token })).text)
}

/** Signs up, and changes the account and its sessions. */
async function actAsPerson(): Promise<AuditEntry[]> {
  const slug = newSlug()
  const email = `owner@${slug}.test`
  const json = { token: await mailSignUpLink(email), tenant: { slug, name: 'Audited' }, name: 'Owner' }
  const completion = { ...json, password: newPassword, refreshTokenIn: 'body' }
  let session = (await send('POST', '/api/auth/sign-up/completion', { json: completion })).json<Session>()
  const home = session.user.tenant.id

  const other = await signIn(email)
  const list = await call('/api/auth/sessions', { token: session.accessToken })
  const elsewhere = list.json<ResponseOf<'sessions.list'>>().items.find(({ current }) => !current)
  await send('DELETE', `/api/auth/sessions/${elsewhere?.id}`, { token: session.accessToken })
  expect((await call('/api/auth/me', { token: other.accessToken })).status).toBe(401)

  // To another tenant and back.
  const made = await send('POST', '/api/tenants', {
    token: session.accessToken,
    json: { slug: newSlug(), name: 'Second' },
  })
  const second = made.json<ResponseOf<'auth.create-tenant'>>().tenant.id
  const away = (await send('POST', '/api/auth/refresh', bodyOf(session, { tenantId: second }))).json<Session>()
  const inSecond = await entriesOf(away.accessToken)
  const back = (await send('POST', '/api/auth/refresh', bodyOf(away, { tenantId: home }))).json<Session>()
  await send('DELETE', '/api/auth/refresh', bodyOf(back))
  session = await signIn(email)
  await send('DELETE', '/api/auth/sessions', { token: session.accessToken })
  await call('/api/auth/password-reset', { method: 'POST', json: { email } })
  const reset = { token: tokenIn(await readMail(email, 'Set a new password')), newPassword: `${newPassword} 2` }
  await send('POST', '/api/auth/password-reset/completion', { json: reset })
  session = await signIn(email, reset.newPassword)
  const change = { token: session.accessToken, json: { password: reset.newPassword, newPassword } }
  session = { ...session, ...(await send('POST', '/api/auth/password', change)).json<Session>() }
  const token = await useSecondFactor(email, session.accessToken)
  return [...(await entriesOf(token)), ...inSecond]
}

/** @returns an access token from a sign-in after the second factor was removed */
async function useSecondFactor(email: string, accessToken: string): Promise<string> {
  const base = '/api/auth/second-factor'
  const enrolled = await call(`${base}/enrolment`, {
    method: 'POST',
    token: accessToken,
    json: { password: newPassword },
  })
  const app = createAuthenticator(enrolled.json<ResponseOf<'second-factor.enrol'>>().secret)
  const confirm = { token: accessToken, json: { code: await app.nextCode() } }
  const confirmed = await send('POST', `${base}/confirmation`, confirm)
  let { accessToken: token } = confirmed.json<ResponseOf<'second-factor.confirm'>>().session
  const renewed = await send('POST', `${base}/recovery-codes`, { token })
  const [first, second] = renewed.json<ResponseOf<'second-factor.renew-codes'>>().recoveryCodes
  const asked = await call('/api/auth/sign-in', { method: 'POST', json: { email, password: newPassword } })
  const answer = { challenge: asked.json().challenge, code: first, refreshTokenIn: 'body' }
  token = (await send('POST', base, { json: answer })).json<Session>().accessToken
  token = (await send('POST', '/api/auth/step-up', { token, json: { code: second } })).json<Session>().accessToken
  await send('DELETE', base, { token })
  return (await signIn(email)).accessToken
}

/** An owner who manages people, programs and domains. */
async function actAsOwner(): Promise<AuditEntry[]> {
  const { token, session } = await createTeam()
  await send('POST', '/api/auth/refresh', bodyOf(session))
  await managePrograms(token)
  await manageDomains(token)
  await manageTenant(token)
  for (const forHours of [1, 2]) await send('POST', '/api/support-access', { token, json: { forHours } })
  await send('DELETE', '/api/support-access', { token })
  const invited = await send('POST', '/api/invitations', { token, json: { email: someone(), role: 'member' } })
  const { id } = invited.json<ResponseOf<'invitations.create'>>()
  const again = await send('POST', `/api/invitations/${id}/mail`, { token })
  await send('DELETE', `/api/invitations/${again.json<ResponseOf<'invitations.resend'>>().id}`, { token })
  const twice = someone()
  for (let count = 0; count < 2; count++)
    await send('POST', '/api/invitations', { token, json: { email: twice, role: 'member' } })
  await acceptBoth(token)
  await changeEmail(token)
  const { secondOwner, heir } = await managePeople(token)
  await send('POST', `/api/members/${heir}/ownership`, { token })
  // A refresh token that was used before. At first it may be a retry.
  const useAgain = () => send('POST', '/api/auth/refresh', { ...bodyOf(session), status: 401 })
  await vi.waitFor(useAgain, { timeout: 100_000, interval: 2_500 })
  // The former owner is now an admin, and an admin may not read the trail.
  return entriesOf(secondOwner)
}

async function managePrograms(token: string): Promise<void> {
  const scopes = ['orders:read']
  const account = await send('POST', '/api/service-accounts', { token, json: { name: 'Program', scopes } })
  const { id: serviceAccountId } = account.json<ResponseOf<'service-accounts.create'>>()
  const json = { name: 'Key', scopes, expiresInDays: 1 }
  await send('POST', '/api/api-keys', { token, json: { ...json, serviceAccountId } })
  const keys = [await registerKey(token, serviceAccountId), await registerKey(token, serviceAccountId)]
  await send('DELETE', `/api/client-keys/${keys[0]}`, { token })
  await send('PATCH', `/api/service-accounts/${serviceAccountId}`, { token, json: { disabled: true } })
  await send('DELETE', `/api/service-accounts/${serviceAccountId}`, { token })
  const key = (await send('POST', '/api/api-keys', { token, json })).json<ResponseOf<'api-keys.create'>>()
  const roll = { token, json: { expiresInDays: 1, overlapHours: 0 } }
  const rolled = (await send('POST', `/api/api-keys/${key.id}/roll`, roll)).json<ResponseOf<'api-keys.roll'>>()
  await send('DELETE', `/api/api-keys/${rolled.id}`, { token })
}

async function registerKey(token: string, serviceAccountId: string): Promise<string> {
  const jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
  const answer = await send('POST', '/api/client-keys', { token, json: { serviceAccountId, name: 'Key', jwk } })
  return answer.json<ResponseOf<'client-keys.create'>>().id
}

async function manageDomains(token: string): Promise<void> {
  const origin = `https://${randomUUID()}.audited.example`
  const added = await send('POST', '/api/tenant/origins', { token, json: { origin } })
  await send('DELETE', `/api/tenant/origins/${added.json<ResponseOf<'tenant.add-origin'>>().id}`, { token })
}

/** A PNG image. */
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

async function manageTenant(token: string): Promise<void> {
  await send('PATCH', '/api/tenant', { token, json: { name: 'Audited' }, headers: { 'if-match': '*' } })
  const { slug } = (await call('/api/tenant', { token })).json<ResponseOf<'tenant.read'>>()
  await send('PATCH', '/api/tenant', { token, json: { color: 'c0ffee' }, headers: { 'if-match': '*' } })
  const image = { body: Buffer.from(onePixel, 'base64'), headers: { 'content-type': 'image/png' } }
  await send('POST', '/api/tenant/logo', { token, ...image })
  await send('DELETE', '/api/tenant/logo', { token })
  await send('POST', '/api/tenant/export', { token })
  await exported(token)
  await send('POST', '/api/tenant/export/download', { token })
  await send('POST', '/api/tenant/deletion', { token, json: { slug } })
  await send('DELETE', '/api/tenant/deletion', { token })
}

/** As a new user, and as one who is signed in to another tenant. */
async function acceptBoth(token: string): Promise<void> {
  const json = {
    token: await inviteByMail(token, someone()),
    name: 'New',
    password: newPassword,
    refreshTokenIn: 'body',
  }
  await send('POST', '/api/invitations/acceptance', { json })
  const elsewhere = await createTeam()
  const link = { token: elsewhere.token, json: { token: await inviteByMail(token, elsewhere.email) } }
  await send('POST', '/api/invitations/acceptance/signed-in', link)
}

/** A member who is disabled and invited again changes the email, which ends the invitation, and undoes the change. */
async function changeEmail(token: string): Promise<void> {
  const { email, accessToken } = await signUp()
  const joining = { token: accessToken, json: { token: await inviteByMail(token, email) } }
  await send('POST', '/api/invitations/acceptance/signed-in', joining)
  const member = (await membersOf(token)).find(member => member.email === email)
  await send('PATCH', `/api/members/${member?.id}`, { token, json: { disabled: true } })
  await invite(token, email)
  const newEmail = someone()
  await call('/api/auth/email', { method: 'POST', token: accessToken, json: { newEmail, password: newPassword } })
  const confirmation = { token: tokenIn(await readMail(newEmail, 'Confirm your new email')) }
  await send('POST', '/api/auth/email/completion', { token: accessToken, json: confirmation })
  const undo = { token: tokenIn(await readMail(email, 'Your email was changed')), newPassword: `${newPassword} 2` }
  await send('POST', '/api/auth/email/undo', { json: undo })
}

/** Written only for a password that was hashed at a lower cost: password-renewal.test.ts shows it. */
const unprovoked: readonly AuditEvent[] = ['auth.password-rehashed']

/** Disables one admin, who then has no tenant, removes one and lets one leave; each has a key and an invitation. */
async function managePeople(token: string) {
  const [disabled, removed, leaver] = [await strongAdmin(token), await strongAdmin(token), await strongAdmin(token)]
  for (const admin of [disabled, removed, leaver]) {
    const json = { name: 'Own', scopes: ['orders:read'], expiresInDays: 1 }
    await call('/api/api-keys', { method: 'POST', token: admin.token, json })
    await invite(admin.token, someone())
  }
  await send('PATCH', `/api/members/${disabled.id}`, { token, json: { disabled: true } })
  await send('POST', '/api/auth/refresh', { ...bodyOf(disabled), status: 401 })
  await send('DELETE', `/api/members/${removed.id}`, { token })
  await send('DELETE', '/api/auth/memberships/current', { token: leaver.token })
  // The transfer ends this invitation: the former owner may no longer invite owners.
  await invite(token, someone(), 'owner')
  const { email } = await addMember(token, 'owner')
  const { user } = await addMember(token)
  return { secondOwner: (await signIn(email)).accessToken, heir: user.id }
}

async function strongAdmin(token: string) {
  const admin = await addMember(token, 'admin')
  return { ...admin, id: admin.user.id, token: await strengthenNew(admin) }
}

describe.skipIf(!mailboxUrl)(`[P7] [B4] each endpoint${mailboxUrl ? '' : ', where no mail can be read'}`, () => {
  let written: AuditEntry[]

  beforeAll(async () => {
    written = [...(await actAsPerson()), ...(await actAsOwner())]
  }, 300_000)

  // What an operator does is in operator.test.ts and impersonation.test.ts.
  const writing = declared.filter(({ audit, path }) => Array.isArray(audit) && !path.startsWith('/api/operator/'))

  test.each(writing)('$id writes each event that it declares, with the id of its request', ({ id, audit }) => {
    const ids = requests.get(id) ?? []
    expect(ids.length, 'requests that were sent').toBeGreaterThan(0)
    const events = written.filter(({ requestId }) => requestId && ids.includes(requestId)).map(({ event }) => event)
    const expected = (audit as AuditEvent[]).filter(event => !unprovoked.includes(event))
    expect([...new Set(events)].sort()).toEqual(expected.sort())
  })

  test('names its actor, who is a member, or the platform where a token was stolen or a session opens no tenant', () => {
    const bySystem = new Set(written.filter(({ actor }) => actor.kind === 'system').map(({ event }) => event))
    expect([...bySystem].sort()).toEqual(['auth.refresh.reuse', 'session.ended'])
    const others = written.filter(({ actor }) => actor.kind !== 'system')
    expect(new Set(others.map(({ actor }) => actor.kind))).toEqual(new Set(['member']))
    expect(others.map(({ event }) => event)).not.toContain('auth.refresh.reuse')
  })

  test('writes no name, email or domain', () => {
    expect(JSON.stringify(written)).not.toMatch(/@|Owner|Audited|\.test|\.example|Program|Key/)
  })
})
