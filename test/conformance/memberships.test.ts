import { randomUUID } from 'node:crypto'
import type { ResponseOf } from '@palisade/contracts'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { addFrontend } from '../support/tenant-frontend.ts'
import { type Session, signIn, strongTokenOf, type TenantSlug, tokenOf } from '../support/users.ts'

type Memberships = ResponseOf<'auth.memberships'>['items']

const { dnsRecordsFile, password } = inject('target')
/** A partner of both demo tenants. */
const consultant = 'consultant@initech.test'

const refresh = (session: Pick<Session, 'refreshToken'>, tenantId?: string, headers: Record<string, string> = {}) => {
  const json = { refreshToken: session.refreshToken, ...(tenantId && { tenantId }) }
  return call('/api/auth/refresh', { method: 'POST', json, headers })
}

async function membershipsOf(token: string, headers: Record<string, string> = {}): Promise<Memberships> {
  const answer = await call('/api/auth/memberships', { token, headers })
  expect(answer.status).toBe(200)
  return answer.json<ResponseOf<'auth.memberships'>>().items
}

async function tenantIdOf(tenant: TenantSlug): Promise<string> {
  const me = await call('/api/auth/me', { token: await tokenOf('owner', tenant) })
  return me.json<ResponseOf<'auth.who-am-i'>>().tenant.id
}

async function signInTo(tenant: TenantSlug): Promise<Session> {
  const session = (await signIn(consultant)).json<Session>()
  if (session.user.tenant.slug === tenant) return session
  return (await refresh(session, await tenantIdOf(tenant))).json<Session>()
}

describe('[P1] a person who belongs to two tenants', () => {
  test('is one identity: both memberships are listed, and one of them is the current one', async () => {
    const { accessToken, user } = (await signIn(consultant)).json<Session>()
    const items = await membershipsOf(accessToken)
    expect(items.map(({ tenant, role }) => [tenant.slug, role]).sort()).toEqual([
      ['acme', 'partner'],
      ['globex', 'partner'],
    ])
    expect(items.filter(({ current }) => current).map(({ tenant }) => tenant.id)).toEqual([user.tenant.id])
  })

  test('switches the tenant in the same session, and each token sees only the orders of its tenant', async () => {
    const inAcme = await signInTo('acme')
    const switched = await refresh(inAcme, await tenantIdOf('globex'))
    expect(switched.status).toBe(200)
    const inGlobex = switched.json<Session>()
    expect(inGlobex.user).toMatchObject({ email: consultant, tenant: { slug: 'globex' } })
    const order = await call('/api/orders', { method: 'POST', token: await tokenOf('owner', 'globex'), json: draft })
    const path = `/api/orders/${order.json<{ id: string }>().id}`
    expect((await call(path, { token: inGlobex.accessToken })).status).toBe(200)
    expectProblem(await call(path, { token: inAcme.accessToken }), 'not-found')
    expect((await call('/api/auth/sessions', { token: inGlobex.accessToken })).text).toContain('"current":true')
  })

  test('stays in the tenant that was chosen last, at the next refresh and the next sign-in', async () => {
    for (const tenant of ['acme', 'globex'] as const) {
      const chosen = await signInTo(tenant)
      const refreshed = (await refresh(chosen)).json<Session>()
      expect(refreshed.user.tenant.slug).toBe(tenant)
      expect((await signIn(consultant)).json<Session>().user.tenant.slug).toBe(tenant)
    }
  })

  test('[S23] gets no token for a tenant without a membership, and the refusal rotates nothing', async () => {
    const partner = (await signIn('partner@acme.test')).json<Session>()
    expectProblem(await refresh(partner, await tenantIdOf('globex')), 'not-a-member')
    expectProblem(await refresh(partner, randomUUID()), 'not-a-member')
    expect((await refresh(partner)).status).toBe(200)
  })

  test('[S27] a person who is disabled in one tenant loses it at once, and keeps the other', async () => {
    const inGlobex = await signInTo('globex')
    const admin = await strongTokenOf('admin', 'globex')
    const members = await call('/api/members', { token: admin })
    const member = members.json<ResponseOf<'members.list'>>().items.find(({ email }) => email === consultant)
    const set = (disabled: boolean) =>
      call(`/api/members/${member?.id}`, { method: 'PATCH', token: admin, json: { disabled } })
    try {
      expect((await set(true)).status).toBe(200)
      expectProblem(await call('/api/auth/me', { token: inGlobex.accessToken }), 'invalid-token')
      expectProblem(await refresh(inGlobex, inGlobex.user.tenant.id), 'not-a-member')
      expectProblem(await refresh(inGlobex), 'not-a-member')
      const elsewhere = (await refresh(inGlobex, await tenantIdOf('acme'))).json<Session>()
      expect(elsewhere.user.tenant.slug).toBe('acme')
      expect((await signIn(consultant)).json<Session>().user.tenant.slug).toBe('acme')
      await set(false)
      // A session of before stays out of the tenant that ended it; a new one opens it.
      expectProblem(await refresh(elsewhere, inGlobex.user.tenant.id), 'not-a-member')
      expect((await signInTo('globex')).user.tenant.slug).toBe('globex')
    } finally {
      await set(false)
    }
  })
})

const origin = `https://people-${randomUUID().slice(0, 8)}.globex.example`
const fromPage = { origin }

describe.skipIf(!dnsRecordsFile)(
  `[P1] [S76] on a tenant’s own CORS origin${dnsRecordsFile ? '' : ', where the DNS cannot be written'}`,
  () => {
    let remove: (() => Promise<unknown>) | undefined
    beforeAll(async () => {
      remove = await addFrontend('globex', origin)
    })
    afterAll(() => remove?.())

    test('only this tenant is listed, chosen and refreshed', async () => {
      const inAcme = await signInTo('acme')
      expectProblem(await refresh(inAcme, await tenantIdOf('acme'), fromPage), 'origin-not-allowed')
      const json = { email: consultant, password, refreshTokenIn: 'body' }
      const signedIn = (await call('/api/auth/sign-in', { method: 'POST', json, headers: fromPage })).json<Session>()
      expect(signedIn.user.tenant.slug).toBe('globex')
      const listed = await membershipsOf(signedIn.accessToken, fromPage)
      expect(listed.map(({ tenant }) => tenant.slug)).toEqual(['globex'])
      const refreshed = await refresh(inAcme, undefined, fromPage)
      expect(refreshed.json<Session>().user.tenant.slug).toBe('globex')
    })

    test('a refresh does not change the tenant that the person chose on the platform’s pages', async () => {
      const inAcme = await signInTo('acme')
      const fromGlobex = (await refresh(inAcme, undefined, fromPage)).json<Session>()
      expect(fromGlobex.user.tenant.slug).toBe('globex')
      expect((await refresh(fromGlobex)).json<Session>().user.tenant.slug).toBe('acme')
    })

    test.each([
      ['POST', '/api/auth/password', { password, newPassword: 'another long password' }],
      ['POST', '/api/auth/second-factor/enrolment', { password }],
      ['POST', '/api/auth/second-factor/confirmation', { code: '123456' }],
      ['POST', '/api/auth/second-factor/recovery-codes', undefined],
      ['DELETE', '/api/auth/second-factor', undefined],
    ] as const)('%s %s, which concerns the person, is refused', async (method, path, json) => {
      const { accessToken: token } = await signInTo('globex')
      const answer = await call(path, { method, token, headers: fromPage, ...(json && { json }) })
      expectProblem(answer, 'origin-not-allowed')
    })

    test('sessions of other tenants are neither listed nor ended', async () => {
      const inAcme = await signInTo('acme')
      const inGlobex = await signInTo('globex')
      const token = inGlobex.accessToken
      const list = async (headers: Record<string, string> = {}) => {
        const answer = await call('/api/auth/sessions', { token, headers })
        return answer.json<ResponseOf<'sessions.list'>>().items.map(({ id }) => id)
      }
      const [all, visible] = [await list(), await list(fromPage)]
      const hidden = all.filter(id => !visible.includes(id))
      expect(hidden.length).toBeGreaterThan(0)
      const end = await call(`/api/auth/sessions/${hidden[0]}`, { method: 'DELETE', token, headers: fromPage })
      expectProblem(end, 'not-found')
      expect((await call('/api/auth/sessions', { method: 'DELETE', token, headers: fromPage })).status).toBe(204)
      expect((await call('/api/auth/me', { token: inAcme.accessToken })).status).toBe(200)
      expect((await refresh(inAcme)).status).toBe(200)
      expectProblem(await refresh(inGlobex), 'invalid-token')
    })
  },
)
