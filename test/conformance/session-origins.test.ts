import { randomUUID } from 'node:crypto'
import type { ResponseOf } from '@palisade/contracts'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { type Answer, call } from '../support/http.ts'
import { addFrontend } from '../support/tenant-frontend.ts'
import { enrol, newPassword, type Session, signIn, signUp, tokenOf } from '../support/users.ts'

const { administration, dnsRecordsFile, password } = inject('target')
const origin = `https://shop-${randomUUID().slice(0, 8)}.globex.example`
const fromPage = { origin }
const refreshTokenIn = 'body'

const completion = { tenant: { name: 'Other', slug: 'other' }, name: 'Owner', password: newPassword }

let removeFrontend: (() => Promise<unknown>) | undefined

const post = (path: string, json: object, headers: Record<string, string> = fromPage) =>
  call(`/api/auth/${path}`, { method: 'POST', json, headers })

const signOut = (json: object, headers: Record<string, string> = fromPage) =>
  call('/api/auth/refresh', { method: 'DELETE', json, headers })

function expectRefused(answer: Answer): void {
  expectProblem(answer, 'origin-not-allowed')
  expect(answer.headers['set-cookie']).toBeUndefined()
}

const cookieOf = (answer: Answer) => answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''

/** The session of this token, as its owner sees it. */
async function currentSession(token: string) {
  const { items } = (await call('/api/auth/sessions', { token })).json<ResponseOf<'sessions.list'>>()
  return items.find(({ current }) => current)
}

const title = `a verified page of one tenant${dnsRecordsFile ? '' : ', where the DNS cannot be written'}`

describe.skipIf(!dnsRecordsFile)(title, () => {
  beforeAll(async () => {
    removeFrontend = await addFrontend('globex', origin)
  })
  afterAll(() => removeFrontend?.())

  test('[S76] cannot refresh another tenant’s session, by cookie or by body, and rotates nothing', async () => {
    const inBrowser = await signIn('partner@acme.test', 'cookie')
    const cookie = cookieOf(inBrowser)
    const native = (await signIn('partner@acme.test')).json<Session>()
    const readBoth = () =>
      Promise.all([inBrowser.json<Session>(), native].map(({ accessToken }) => currentSession(accessToken)))
    const before = await readBoth()
    expectRefused(await post('refresh', {}, { ...fromPage, cookie }))
    expectRefused(await post('refresh', { refreshToken: native.refreshToken }))
    expect(await readBoth()).toEqual(before)
    expect((await post('refresh', {}, { cookie })).status).toBe(200)
  })

  test('[S76] cannot end another tenant’s session', async () => {
    const inBrowser = await signIn('partner@acme.test', 'cookie')
    const cookie = cookieOf(inBrowser)
    const { accessToken: token } = inBrowser.json<Session>()
    expectRefused(await signOut({}, { ...fromPage, cookie }))
    expectRefused(await call('/api/auth/sessions', { method: 'DELETE', token, headers: fromPage }))
    expect((await call('/api/auth/me', { token })).status).toBe(200)
    expect((await post('refresh', {}, { cookie })).status).toBe(200)
  })

  test('[S76] cannot sign another tenant’s user in, and learns nothing from a wrong password', async () => {
    const json = { email: 'partner@acme.test', refreshTokenIn }
    expectRefused(await post('sign-in', { ...json, password }))
    expectProblem(await post('sign-in', { ...json, password: 'not the password' }), 'invalid-credentials')
  })

  test('[S76] gets no challenge of another tenant’s user, and uses up no code', async () => {
    const owner = await signUp()
    const { confirmed } = await enrol(owner.accessToken, newPassword)
    const credentials = { email: owner.email, password: newPassword, refreshTokenIn }
    expectRefused(await post('sign-in', credentials))
    const { challenge } = (await post('sign-in', credentials, {})).json()
    const answer = { challenge, code: confirmed.recoveryCodes[0], refreshTokenIn }
    expectRefused(await post('second-factor', answer))
    expect((await post('second-factor', answer, {})).status).toBe(200)
  })

  test('[S76] cannot sign a visitor in for the pages of the platform: it gets no cookie, with or without a session there', async () => {
    const cookie = cookieOf(await signIn('partner@acme.test', 'cookie'))
    const credentials = { email: 'partner@globex.test', password }
    for (const headers of [fromPage, { ...fromPage, cookie }]) {
      const refused = await post('sign-in', credentials, headers)
      expectRefused(refused)
      expect(refused.json().detail).toContain('"refreshTokenIn": "body"')
      expectRefused(await post('second-factor', { challenge: 'header.claims.signature', code: '123456' }, headers))
    }
    expect((await post('refresh', {}, { cookie })).json<Session>().user.tenant.slug).toBe('acme')
  })

  test.skipIf(administration)(
    '[S76] sets a cookie on a host of its own, where the edge serves every name',
    async () => {
      const onOwnHost = { ...fromPage, host: new URL(origin).host }
      const signedIn = await post('sign-in', { email: 'partner@globex.test', password }, onOwnHost)
      expect(signedIn.status, signedIn.text).toBe(200)
      expect((await post('refresh', {}, { ...onOwnHost, cookie: cookieOf(signedIn) })).status).toBe(200)
    },
  )

  test.each([
    ['POST', '/api/tenants', { name: 'Other', slug: 'other' }],
    ['POST', '/api/auth/password', { password, newPassword }],
    ['POST', '/api/auth/second-factor/enrolment', { password }],
    ['POST', '/api/auth/second-factor/confirmation', { code: '123456' }],
    ['POST', '/api/invitations/acceptance/signed-in', { token: 'l'.repeat(43) }],
    ['POST', '/api/invitations/acceptance', { token: 'l'.repeat(43), name: 'Ada', password: newPassword }],
    ['POST', '/api/invitations/look-up', { token: 'l'.repeat(43) }],
    ['POST', '/api/auth/password-reset', { email: 'partner@globex.test' }],
    ['POST', '/api/auth/password-reset/completion', { token: 'l'.repeat(43), newPassword }],
    ['POST', '/api/auth/sign-up/completion', { ...completion, token: 'l'.repeat(43) }],
  ])('[S76] cannot do what is the platform’s: %s %s', async (method, path, json) => {
    for (const tenant of ['acme', 'globex'] as const) {
      expectRefused(await call(path, { method, json, token: await tokenOf('partner', tenant), headers: fromPage }))
    }
  })

  test('[S76] cannot sign a new tenant up', async () => {
    const json = { email: `owner@f${randomUUID().slice(0, 8)}.test` }
    expectRefused(await post('sign-up', json))
    expect((await post('sign-up', json, {})).status).toBe(202)
  })

  test('[S76] signs users of its own tenant in, refreshes their sessions and signs them out', async () => {
    const signedIn = await post('sign-in', { email: 'partner@globex.test', password, refreshTokenIn })
    const { refreshToken } = signedIn.json<Session>()
    const refreshed = await post('refresh', { refreshToken })
    const signedOut = await signOut({ refreshToken: refreshed.json<Session>().refreshToken })
    expect([signedIn.status, refreshed.status, signedOut.status]).toEqual([200, 200, 204])
    for (const { headers } of [signedIn, refreshed, signedOut]) {
      expect(headers['access-control-allow-origin']).toBe(origin)
    }
  })

  test('[S76] goes on in a session of its own tenant that began on a page of the platform', async () => {
    const cookie = cookieOf(await signIn('partner@globex.test', 'cookie'))
    const refreshed = await post('refresh', {}, { ...fromPage, cookie })
    const signedOut = await signOut({}, { ...fromPage, cookie: cookieOf(refreshed) })
    expect([refreshed.status, signedOut.status]).toEqual([200, 204])
  })
})
