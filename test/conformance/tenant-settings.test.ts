import type { ResponseOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { readMail } from '../support/mail.ts'
import { addMember, createTeam, invitationSubject, invite, someone } from '../support/teams.ts'

type Tenant = ResponseOf<'tenant.read'>

const { mailboxUrl } = inject('target')

const change = (token: string, json: object, version?: number) => {
  const headers = version === undefined ? {} : { 'if-match': `"${version}"` }
  return call('/api/tenant', { method: 'PATCH', token, json, headers })
}

describe.skipIf(!mailboxUrl)('[S83] the name of a tenant', () => {
  test('is changed by an owner or an admin who has seen its version, and is new everywhere at once', async () => {
    const { token, session } = await createTeam()
    const admin = await addMember(token, 'admin')
    const read = await call('/api/tenant', { token })
    const { version } = read.json<Tenant>()
    expect(read.headers['etag']).toBe(`"${version}"`)
    expectProblem(await change(token, { name: 'Unseen' }), 'precondition-required')
    expectProblem(await change(token, { name: 'Stale' }, version + 1), 'precondition-failed')
    expectProblem(await change(token, { name: '' }, version), 'validation-failed')

    const renamed = await change(admin.accessToken, { name: 'Lindqvist & Daughters' }, version)
    expect(renamed.status).toBe(200)
    expect(renamed.headers['etag']).toBe(`"${version + 1}"`)
    expect(renamed.json()).toMatchObject({ name: 'Lindqvist & Daughters', version: version + 1 })
    expectProblem(await change(token, { name: 'Late' }, version), 'precondition-failed')

    const me = await call('/api/auth/me', { token })
    expect(me.json()).toMatchObject({ tenant: { name: 'Lindqvist & Daughters', slug: session.user.tenant.slug } })
    const { items } = (await call('/api/auth/memberships', { token })).json<ResponseOf<'auth.memberships'>>()
    expect(items.map(({ tenant }) => tenant.name)).toEqual(['Lindqvist & Daughters'])
    const email = someone()
    await invite(token, email)
    expect((await readMail(email, invitationSubject)).Text).toContain('“Lindqvist & Daughters”')
    const member = await addMember(token)
    expectProblem(await change(member.accessToken, { name: 'Mine' }, version + 1), 'insufficient-scope')
  })

  test('is shown with the plan, what it allows, and how much of that is used', async () => {
    const { token } = await createTeam()
    await invite(token, someone())
    const { tier, maxima } = (await call('/api/tenant', { token })).json<Tenant>()
    expect(tier).toBe('free')
    expect(maxima).toEqual([
      { what: 'members', most: 25, used: 2 },
      { what: 'service-accounts', most: 10, used: 0 },
      { what: 'api-keys', most: 25, used: 0 },
      { what: 'origins', most: 5, used: 0 },
    ])
  })
})
