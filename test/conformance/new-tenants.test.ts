import type { ResponseOf } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { newSlug, type Session, signUp } from '../support/users.ts'

const create = (token: string, slug = newSlug()) =>
  call('/api/tenants', { method: 'POST', token, json: { slug, name: 'Second' } })

describe('[P1] a user with an account', () => {
  test('creates another tenant, owns it, and switches to it; nothing of the first one is in it', async () => {
    const { accessToken, refreshToken, user } = await signUp()
    const slug = newSlug()
    const created = await create(accessToken, slug)
    expect(created.status, created.text).toBe(201)
    const { tenant, ...membership } = created.json<ResponseOf<'auth.create-tenant'>>()
    expect(membership).toEqual({ role: 'owner', current: false })
    expect(tenant).toMatchObject({ slug, name: 'Second' })
    const switched = await call('/api/auth/refresh', { method: 'POST', json: { refreshToken, tenantId: tenant.id } })
    const session = switched.json<Session>()
    expect(session.user).toMatchObject({ email: user.email, role: 'owner', tenant: { slug, tier: 'free' } })
    expect(session.user.id).not.toBe(user.id)
    const listed = await call('/api/auth/memberships', { token: session.accessToken })
    const slugs = listed.json<ResponseOf<'auth.memberships'>>().items.map(item => item.tenant.slug)
    expect(slugs.sort()).toEqual([slug, user.tenant.slug].sort())
  })

  test('is told at its field that a short name is taken', async () => {
    const answer = await create((await signUp()).accessToken, 'acme')
    expectProblem(answer, 'tenant-taken')
    expect(answer.json().errors).toEqual([{ in: 'body', pointer: '/slug', detail: 'is already in use' }])
  })

  test('[S96] creates five tenants an hour at the most, whichever tenant the token is for', async () => {
    const { accessToken, refreshToken } = await signUp()
    const created = await create(accessToken)
    const tenantId = created.json<ResponseOf<'auth.create-tenant'>>().tenant.id
    const switched = await call('/api/auth/refresh', { method: 'POST', json: { refreshToken, tenantId } })
    const other = switched.json<Session>().accessToken
    for (const token of [accessToken, other, accessToken, other]) expect((await create(token)).status).toBe(201)
    for (const token of [accessToken, other]) expectProblem(await create(token), 'quota-exceeded')
  })

  test('[S20] sends a token: without one, no tenant is created', async () => {
    expectProblem(
      await call('/api/tenants', { method: 'POST', json: { slug: newSlug(), name: 'x' } }),
      'unauthenticated',
    )
  })
})
