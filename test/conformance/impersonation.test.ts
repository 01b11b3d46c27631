import {
  type AuditEntry,
  type Endpoint,
  endpoints,
  impersonationScopes,
  type Order,
  type ResponseOf,
  type Scope,
} from '@palisade/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { createOrder } from '../support/create-order.ts'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { importFile } from '../support/imports.ts'
import { ndjsonOf, readNdjson } from '../support/ndjson.ts'
import { claimsOf, createOperator, type Person, runOperators, withoutOperators } from '../support/operators.ts'
import { draft } from '../support/samples.ts'
import { createTeam, type Owner } from '../support/teams.ts'
import { exported } from '../support/tenant-exports.ts'
import { tryOut } from '../support/try-endpoint.ts'

type Impersonation = ResponseOf<'impersonations.start'>
type Operator = Person & { token: string }

const allow = (owner: Owner, forHours = 1) =>
  call('/api/support-access', { method: 'POST', token: owner.token, json: { forHours } })

const ask = (operator: Operator, owner: Owner, reason = 'Ticket 4711') =>
  call('/api/operator/impersonations', {
    method: 'POST',
    token: operator.token,
    json: { tenantId: owner.session.user.tenant.id, reason },
  })

async function start(operator: Operator, owner: Owner): Promise<Impersonation> {
  const answer = await ask(operator, owner)
  if (answer.status !== 201) throw new Error(`starting answered ${answer.status}: ${answer.text}`)
  return answer.json<Impersonation>()
}

const read = (token: string) => call('/api/orders', { token })

const search = (token: string) => call('/api/orders/search?q=chair', { token })

const write = (token: string) => call('/api/orders', { method: 'POST', token, json: draft })

const trailOf = async ({ token }: Owner) =>
  (await call('/api/audit-log?limit=100', { token })).json<{ items: AuditEntry[] }>().items

describe.skipIf(withoutOperators)(`[P8] impersonation${withoutOperators}`, () => {
  let operator: Operator
  let owner: Owner

  beforeAll(async () => {
    operator = await createOperator()
    owner = await createTeam()
  })

  test('needs the permission of an owner', async () => {
    expectProblem(await ask(operator, owner), 'no-support-access')
    expectProblem(
      await call('/api/support-access', { method: 'POST', token: owner.token, json: { forHours: 25 } }),
      'validation-failed',
    )
    const allowed = await allow(owner)
    expect(allowed.status).toBe(201)
    expect(allowed.json()).toMatchObject({ allowed: { allowedBy: owner.session.user.id }, impersonations: [] })
    const shown = await call(`/api/operator/tenants/${owner.session.user.tenant.id}`, { token: operator.token })
    expect(shown.json()).toMatchObject({
      supportAccess: { until: allowed.json<ResponseOf<'support-access.allow'>>().allowed?.until },
    })
  })

  test('has a token that names both: the owner as its subject, the operator as its actor (RFC 8693 section 4.1)', async () => {
    await allow(owner)
    const { accessToken, endsAt, expiresAt, ...begun } = await start(operator, owner)
    expect(begun).toMatchObject({ memberId: owner.session.user.id, scopes: impersonationScopes })
    expect(claimsOf(accessToken)).toMatchObject({
      sub: owner.session.user.id,
      act: { sub: claimsOf(operator.token).sub },
      tenant_id: owner.session.user.tenant.id,
      scope: impersonationScopes.join(' '),
    })
    expect(Date.parse(expiresAt)).toBeLessThanOrEqual(Date.parse(endsAt))
    const renewed = await call(`/api/operator/impersonations/${begun.id}/token`, {
      method: 'POST',
      token: operator.token,
    })
    expect(renewed.json()).toMatchObject({ id: begun.id, endsAt })
  })

  test('[P7] leaves an entry for each write in the trail of the tenant, with both actors, and one in that of the operators', async () => {
    await allow(owner)
    const { accessToken, id, memberId } = await start(operator, owner)
    expect((await read(accessToken)).status).toBe(200)
    const written = await write(accessToken)
    expect(written.status).toBe(201)
    await call(`/api/operator/impersonations/${id}`, { method: 'DELETE', token: operator.token })
    const actor = { kind: 'operator', id: claimsOf(operator.token).sub }
    const entries = (await trailOf(owner)).filter(entry => entry.object === id)
    expect(entries).toMatchObject([
      { event: 'impersonation.ended', actor, facts: { reason: 'ended' } },
      {
        event: 'impersonation.acted',
        actor,
        facts: { member: memberId, endpoint: 'orders.create' },
        requestId: written.headers['x-request-id'],
      },
      { event: 'impersonation.started', actor, facts: { member: memberId } },
    ])
    const log = await call('/api/operator/audit-log', { token: operator.token })
    const own = log.json<ResponseOf<'operator.audit-log'>>().items.filter(entry => entry.object === id)
    expect(own).toMatchObject([
      { event: 'impersonation.ended', reason: null },
      { event: 'impersonation.started', reason: 'Ticket 4711' },
    ])
    const shown = (await call('/api/support-access', { token: owner.token })).json<ResponseOf<'support-access.read'>>()
    expect(shown.impersonations[0]).toMatchObject({ id, reason: 'Ticket 4711', operatorId: actor.id })
    expect(shown.impersonations[0]?.endedAt).not.toBeNull()
  })

  test('[P7] is named in the history of each order that it changed, imported ones and the export of the tenant too', async () => {
    await allow(owner)
    const { accessToken: token, id } = await start(operator, owner)
    const operatorId = claimsOf(operator.token).sub
    const actor = { id: owner.session.user.id }
    const historyOf = async (orderId: string) =>
      (await call(`/api/orders/${orderId}/history`, { token: owner.token })).json<ResponseOf<'orders.history'>>().items

    const { id: orderId } = (await write(owner.token)).json<Order>()
    const path = `/api/orders/${orderId}/transitions`
    const placed = await call(path, { method: 'POST', token, headers: { 'if-match': '"1"' }, json: { to: 'placed' } })
    expect(placed.status, placed.text).toBe(200)
    expect(await historyOf(orderId)).toMatchObject([
      { action: 'moved', actor, operatorId },
      { action: 'created', actor, operatorId: null },
    ])

    const customerName = 'Imported through support'
    const type = 'application/x-ndjson'
    expect((await importFile(token, ndjsonOf([{ ...draft, customerName }]), type)).status).toBe('done')
    const listed = (await call('/api/orders', { token: owner.token })).json<ResponseOf<'orders.list'>>().items
    const imported = listed.find(order => order.customerName === customerName)
    expect(await historyOf(imported?.id ?? '')).toMatchObject([{ action: 'created', actor, operatorId }])
    await call(`/api/operator/impersonations/${id}`, { method: 'DELETE', token: operator.token })

    await call('/api/tenant/export', { method: 'POST', token: owner.token })
    await exported(owner.token)
    const file = await call('/api/tenant/export/download', { method: 'POST', token: owner.token })
    const orders = readNdjson<{ id: string; kind: string; events: object[] }>(file.text)
    expect(orders.find(order => order.id === orderId)?.events).toMatchObject([
      { action: 'created', actorId: actor.id, operatorId: null },
      { action: 'moved', actorId: actor.id, operatorId },
    ])
    expect(orders.find(line => line.kind === 'order-import')).toMatchObject({ requestedBy: actor.id, operatorId })
  })

  test('[P7] leaves an entry for each export of orders in the trail of the tenant, and one alone however long it is', async () => {
    await allow(owner)
    const { accessToken: token, id, memberId } = await start(operator, owner)
    const file = await call('/api/orders/export?format=ndjson', { token })
    expect(file.status).toBe(200)
    const entries = (await trailOf(owner)).filter(
      ({ object, event }) => object === id && event === 'impersonation.acted',
    )
    expect(entries).toMatchObject([
      {
        actor: { kind: 'operator', id: claimsOf(operator.token).sub },
        facts: { member: memberId, endpoint: 'orders.export' },
        requestId: file.headers['x-request-id'],
      },
    ])
  })

  test('[S23] [S94] opens no other tenant', async () => {
    await allow(owner)
    const { accessToken: token } = await start(operator, owner)
    const { id } = await createOrder('globex')
    expectProblem(await call(`/api/orders/${id}`, { token }), 'not-found')
  })

  const endings: [what: string, end: (agent: Operator, begun: Impersonation) => Promise<unknown>][] = [
    ['the owner ends the permission', () => call('/api/support-access', { method: 'DELETE', token: owner.token })],
    ['the owner gives another permission', () => allow(owner)],
    [
      'the operator ends it',
      ({ token }, { id }) => call(`/api/operator/impersonations/${id}`, { method: 'DELETE', token }),
    ],
    [
      'the second factor of the operator is removed',
      ({ session }) => call('/api/auth/second-factor', { method: 'DELETE', token: session.accessToken }),
    ],
    [
      'the operator signs out',
      ({ session }) => call('/api/auth/refresh', { method: 'DELETE', json: { refreshToken: session.refreshToken } }),
    ],
    ['the operator is removed', ({ email }) => runOperators('remove', email)],
  ]

  /** The last endings leave nobody who could begin again. */
  const agentFor = (ending: number) => (ending < 3 ? operator : createOperator())

  test.each(endings.map(([what, end], index) => [what, index, end] as const))(
    'ends at once when %s',
    async (_, index, end) => {
      const agent = await agentFor(index)
      await allow(owner)
      const begun = await start(agent, owner)
      expect((await read(begun.accessToken)).status).toBe(200)
      await end(agent, begun)
      for (const act of [read, search, write]) {
        const answer = await act(begun.accessToken)
        expect([401, 403], answer.text).toContain(answer.status)
      }
      const renewal = `/api/operator/impersonations/${begun.id}/token`
      expect([401, 404]).toContain((await call(renewal, { method: 'POST', token: agent.token })).status)
    },
  )

  test('ends when the access of the owner who allowed it changes', async () => {
    const tenant = await createTeam()
    await allow(tenant)
    const { accessToken } = await start(operator, tenant)
    await call('/api/auth/sessions', { method: 'DELETE', token: tenant.token })
    expect([401, 403]).toContain((await read(accessToken)).status)
  })

  const canDo = ({ access }: Endpoint) =>
    typeof access === 'object' && (impersonationScopes as readonly Scope[]).includes(access.scope)
  const closed = Object.values<Endpoint>(endpoints).filter(
    endpoint => endpoint.access !== 'public' && endpoint.access !== 'refresh-token' && !canDo(endpoint),
  )

  test('[S20] [S22] opens nothing about credentials, keys, members, ownership, the audit trail or support access', async () => {
    expect(closed.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'auth.change-password',
        'second-factor.enrol',
        'sessions.end-all',
        'members.list',
        'members.change',
        'members.transfer-ownership',
        'api-keys.create',
        'audit-log.export',
        'support-access.allow',
        'impersonations.start',
      ]),
    )
    await allow(owner)
    const { accessToken } = await start(operator, owner)
    const answers = await Promise.all(
      closed.map(async endpoint => [endpoint.id, await tryOut(endpoint, accessToken)] as const),
    )
    for (const [id, answer] of answers) {
      expect(answer.status, id).toBe(403)
      expectProblem(answer, 'insufficient-scope')
    }
  })
})
