import { type AuditEvent, type Endpoint, endpoints, isOperatorScope, type ResponseOf } from '@palisade/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { type Answer, type Call, call } from '../support/http.ts'
import {
  claimsOf,
  createOperator,
  createPerson,
  enter,
  type Person,
  runOperators,
  withoutOperators,
} from '../support/operators.ts'
import { createTeam, type Owner } from '../support/teams.ts'
import { tryOut } from '../support/try-endpoint.ts'

type Trail = ResponseOf<'operator.audit-log'>['items']

describe.skipIf(withoutOperators)(`[P8] the operator console${withoutOperators}`, () => {
  let operator: Person & { token: string }
  let owner: Owner
  let path: string

  const ask = (to: string, request: Call = {}) => call(to, { token: operator.token, ...request })

  const change = (json: object) => ask(path, { method: 'PATCH', json: { reason: 'As agreed', ...json } })

  const trail = async () => (await ask('/api/operator/audit-log')).json<{ items: Trail }>().items

  const entryOf = async (answer: Answer, event: AuditEvent) => {
    const isOf = ({ requestId, event: found }: Trail[number]) =>
      requestId === answer.headers['x-request-id'] && found === event
    const ofTenant = await call('/api/audit-log', { token: owner.token })
    return [
      (await trail()).find(isOf),
      ofTenant.json<ResponseOf<'audit-log.list'>>().items.find(isOf as never),
    ] as const
  }

  beforeAll(async () => {
    operator = await createOperator()
    owner = await createTeam()
    path = `/api/operator/tenants/${owner.session.user.tenant.id}`
  })

  test('[S95] opens to a person whom the command on the machine made an operator, with a code that is used up', async () => {
    const person = await createPerson()
    expectProblem(await enter(person), 'not-an-operator')
    await runOperators('add', person.email.toUpperCase())
    expect(await runOperators('list')).toContain(person.email)
    expectProblem(await enter(person, '000000'), 'invalid-code')
    const code = person.recoveryCodes.at(-1)
    const entered = await enter(person)
    expect(entered.status).toBe(200)
    expectProblem(await enter(person, code), 'invalid-code')
    const { accessToken: token } = entered.json<ResponseOf<'operator.enter'>>()
    const renewed = await call('/api/operator/token/renewal', { method: 'POST', token })
    expect(claimsOf(renewed.json<ResponseOf<'operator.renew'>>().accessToken).auth_time).toBe(claimsOf(token).auth_time)

    await runOperators('remove', person.email)
    expectProblem(await call('/api/operator/tenants', { token }), 'invalid-token')
    expectProblem(await enter(person), 'not-an-operator')
    const events = (await trail()).slice(0, 3).map(({ event, actor }) => [event, actor.kind, actor.id === null])
    expect(events).toEqual([
      ['operator.removed', 'operator', true],
      ['operator.entered', 'operator', false],
      ['operator.added', 'operator', true],
    ])
  })

  test('closes when the session of its token ends', async () => {
    const leaver = await createOperator()
    const listed = await call('/api/operator/tenants?limit=1', { token: leaver.token })
    expect(listed.status).toBe(200)
    await call('/api/auth/sessions', { method: 'DELETE', token: leaver.session.accessToken })
    expectProblem(await call('/api/operator/tenants?limit=1', { token: leaver.token }), 'invalid-token')
  })

  test('[S10] has tokens of its own: for another audience, without a tenant, and with the scopes of operators alone', () => {
    const { aud, tenant_id, scope, amr } = claimsOf(operator.token)
    expect(aud).not.toBe(claimsOf(operator.session.accessToken).aud)
    expect(tenant_id).not.toMatch(/^[0-9a-f-]{36}$/)
    expect(scope.split(' ').every(isOperatorScope)).toBe(true)
    expect(amr).toContain('otp')
  })

  const ofTenants = Object.values<Endpoint>(endpoints).filter(
    ({ access }) => access === 'signed-in' || (typeof access === 'object' && !isOperatorScope(access.scope)),
  )

  test('[S20] its token opens no endpoint of a tenant', async () => {
    const { token } = await createOperator()
    const answers = await Promise.all(
      ofTenants.map(async endpoint => [endpoint.id, await tryOut(endpoint, token)] as const),
    )
    for (const [id, answer] of answers) {
      expect(answer.status, id).toBe(403)
      expectProblem(answer, 'insufficient-scope')
    }
  })

  test('[S20] the token of an operator for a tenant opens nothing of the console', async () => {
    const { session } = await createOperator()
    for (const endpoint of Object.values<Endpoint>(endpoints)) {
      const { access } = endpoint
      if (typeof access !== 'object' || !isOperatorScope(access.scope)) continue
      expectProblem(await tryOut(endpoint, session.accessToken), 'insufficient-scope')
    }
  })

  test('lists tenants page by page, and finds them by name, plan and state', async () => {
    const { slug, id } = owner.session.user.tenant
    const list = async (query: string) =>
      (await ask(`/api/operator/tenants?${query}`)).json<ResponseOf<'operator.tenants'>>()
    const first = await list('limit=1')
    const second = await list(`limit=1&cursor=${first.nextCursor}`)
    expect([first, second].flatMap(({ items }) => items.map(item => item.id))).toHaveLength(2)
    expect(first.items[0]?.id).not.toBe(second.items[0]?.id)
    expect((await list(`q=${slug.toUpperCase()}`)).items).toMatchObject([{ id, slug, members: 1, state: 'active' }])
    expect((await list(`q=${slug}&tier=enterprise`)).items).toEqual([])
    expect((await list(`q=${slug}&state=suspended`)).items).toEqual([])
    expect((await list('q=%25')).items).toEqual([])
    expectProblem(await ask('/api/operator/tenants?cursor=WzFd'), 'validation-failed')
  })

  test('shows a tenant with its plan, limits and domains, and none of its people', async () => {
    const shown = await ask(path)
    expect(shown.json<ResponseOf<'operator.tenant'>>()).toMatchObject({
      name: 'New tenant',
      limits: [{ name: 'tenant' }, { name: 'quota' }],
      domains: [],
      supportAccess: null,
      impersonations: [],
    })
    expect(shown.text).not.toContain('@')
    expectProblem(await ask('/api/operator/tenants/00000000-0000-4000-8000-000000000000'), 'not-found')
  })

  test('[S77] [S83] a change of the plan takes effect with the next request, and is in both trails', async () => {
    const quotaOf = async () => {
      const { tier, limits } = (await call('/api/tenant', { token: owner.token })).json<ResponseOf<'tenant.read'>>()
      return [tier, limits.find(({ name }) => name === 'quota')?.limit] as const
    }
    const [before, quota] = await quotaOf()
    const changed = await change({ tier: 'enterprise' })
    expect(changed.json()).toMatchObject({ tier: 'enterprise' })
    // Each node has to learn of it.
    await expect.poll(async () => (await quotaOf())[1] ?? 0).toBeGreaterThan(quota ?? Infinity)
    expect((await quotaOf())[0]).toBe('enterprise')
    const [ofOperators, ofTenant] = await entryOf(changed, 'tenant.plan-changed')
    const { sub } = claimsOf(operator.token)
    const entry = { actor: { kind: 'operator', id: sub }, facts: { from: before, to: 'enterprise' } }
    expect(ofOperators).toMatchObject({ ...entry, reason: 'As agreed' })
    expect(ofTenant).toMatchObject(entry)
    expect(ofTenant).not.toHaveProperty('reason')
  })

  test('[S83] a suspended tenant is refused until it is resumed', async () => {
    const read = () => call('/api/orders', { token: owner.token })
    const suspended = await change({ state: 'suspended' })
    expect(suspended.json()).toMatchObject({ state: 'suspended' })
    await expect.poll(async () => (await read()).status).toBe(403)
    expectProblem(await read(), 'tenant-suspended')
    const resumed = await change({ state: 'active' })
    await expect.poll(async () => (await read()).status).toBe(200)
    for (const [answer, event] of [
      [suspended, 'tenant.suspended'],
      [resumed, 'tenant.resumed'],
    ] as const) {
      for (const entry of await entryOf(answer, event)) expect(entry, event).toMatchObject({ event })
    }
  })

  test('[S85] [S89] shows what was refused in the last day, of the platform and of each tenant', async () => {
    type Overview = ResponseOf<'operator.security'>
    const look = async () => (await ask('/api/operator/security')).json<Overview>()
    const { id } = owner.session.user.tenant
    const before = await look()
    const ofTenant = ({ tenants }: Overview) => tenants.find(tenant => tenant.id === id)
    await call('/api/auth/sign-in', { method: 'POST', json: { email: owner.email, password: 'a wrong one' } })
    expectProblem(await call('/api/operator/security', { token: owner.token }), 'insufficient-scope')
    await expect
      .poll(async () => (await look()).platform.signInFailures)
      .toBeGreaterThan(before.platform.signInFailures)
    await expect
      .poll(async () => ofTenant(await look())?.requests ?? 0)
      .toBeGreaterThan(ofTenant(before)?.requests ?? 0)
    const { lastDay } = (await ask(path)).json<ResponseOf<'operator.tenant'>>()
    expect(lastDay.requests).toBeGreaterThan(0)
  })

  test('[P7] leaves an entry for what really changes alone: a tenant that waits for its deletion cannot be resumed', async () => {
    const leaving = await createTeam()
    const { id, slug } = leaving.session.user.tenant
    const to = `/api/operator/tenants/${id}`
    await call('/api/tenant/deletion', { method: 'POST', token: leaving.token, json: { slug } })
    const json = { tier: 'free', state: 'active', reason: 'As agreed' }
    const changed = await ask(to, { method: 'PATCH', json })
    expect(changed.json()).toMatchObject({ state: 'deleting', tier: 'free' })
    expect((await trail()).filter(({ requestId }) => requestId === changed.headers['x-request-id'])).toEqual([])
  })

  test('changes nothing without a reason', async () => {
    expectProblem(await ask(path, { method: 'PATCH', json: { tier: 'free' } }), 'validation-failed')
    expectProblem(await ask(path, { method: 'PATCH', json: { reason: 'None' } }), 'validation-failed')
  })
})
