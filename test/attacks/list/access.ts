import type { ResponseOf } from '@palisade/contracts'
import { type Answer, type Call, send } from '../../support/clients/send.ts'
import { plainDraft } from '../../support/samples.ts'
import { type Attack, attack, type Scene } from '../attack.ts'
import { isServed, prepared } from '../attempt-answers.ts'
import type { Fixture } from '../fixture.ts'

type Order = ResponseOf<'orders.create'>

/** One request with a valid token that does not permit it. */
const beyond = (
  name: string,
  tokenOf: (fixture: Fixture) => string,
  request: (fixture: Fixture) => Call & { path: string },
) =>
  attack(name, ({ baseUrl, fixture, address }) => {
    const { path, ...call } = request(fixture)
    return send(baseUrl, path, { token: tokenOf(fixture), from: address(), ...call })
  })

const newKey = { method: 'POST', path: '/api/api-keys', json: { name: 'x', scopes: ['orders:read'], expiresInDays: 1 } }

/** A user of acme who tries to reach objects of globex (OWASP API1:2023). */
const foreignObjects: Attack[] = [
  beyond(
    'read another tenant’s order',
    fixture => fixture.token('admin'),
    ({ foreignOrder }) => ({ path: `/api/orders/${foreignOrder.id}` }),
  ),
  beyond(
    'read another tenant’s order with a forged tenant header',
    fixture => fixture.token('admin'),
    ({ foreignOrder, foreignTenantId }) => ({
      path: `/api/orders/${foreignOrder.id}`,
      headers: { 'x-tenant-id': foreignTenantId, 'x-tenant': 'globex' },
    }),
  ),
  attack(
    'search for another tenant’s order',
    ({ baseUrl, fixture, address }) =>
      send(baseUrl, `/api/orders/search?q=${fixture.foreignOrder.reference}`, {
        token: fixture.token('admin'),
        from: address(),
      }),
    (answer, { fixture }) => answer.text.includes(fixture.foreignOrder.id),
  ),
  beyond(
    'change another tenant’s order',
    fixture => fixture.token('admin'),
    ({ foreignOrder }) => ({
      method: 'PATCH',
      path: `/api/orders/${foreignOrder.id}`,
      headers: { 'if-match': '"1"' },
      json: { note: 'mine now' },
    }),
  ),
  beyond(
    'disable another tenant’s member',
    fixture => fixture.strongToken,
    ({ foreignMemberId }) => ({ method: 'PATCH', path: `/api/members/${foreignMemberId}`, json: { disabled: true } }),
  ),
  beyond(
    'remove another tenant’s CORS origin',
    fixture => fixture.token('admin'),
    ({ foreignOriginId }) => ({ method: 'DELETE', path: `/api/tenant/origins/${foreignOriginId}` }),
  ),
]

/** Functions that the role, the API key or the sign-in does not permit (OWASP API5:2023). */
const foreignFunctions: Attack[] = [
  beyond(
    'list the members as a member',
    fixture => fixture.token('member'),
    () => ({ path: '/api/members' }),
  ),
  beyond(
    'make oneself an owner as a member',
    fixture => fixture.token('member'),
    ({ memberId }) => ({ method: 'PATCH', path: `/api/members/${memberId}`, json: { role: 'owner' } }),
  ),
  beyond(
    'make oneself an owner as an admin',
    fixture => fixture.strongAdminToken,
    ({ adminId }) => ({ method: 'PATCH', path: `/api/members/${adminId}`, json: { role: 'owner' } }),
  ),
  beyond(
    'invite an owner as an admin',
    fixture => fixture.strongAdminToken,
    () => ({ method: 'POST', path: '/api/invitations', json: { email: 'eve@evil.example', role: 'owner' } }),
  ),
  beyond(
    'invite an admin as a member',
    fixture => fixture.token('member'),
    () => ({ method: 'POST', path: '/api/invitations', json: { email: 'eve@evil.example', role: 'admin' } }),
  ),
  beyond(
    'create an API key as a member',
    fixture => fixture.token('member'),
    () => newKey,
  ),
  beyond(
    'create an API key without a second factor',
    fixture => fixture.token('owner'),
    () => newKey,
  ),
  beyond(
    'create an order as a partner',
    fixture => fixture.token('partner'),
    () => ({ method: 'POST', path: '/api/orders', json: plainDraft }),
  ),
  beyond(
    'list sessions with an API key',
    fixture => fixture.apiKey,
    () => ({ path: '/api/auth/sessions' }),
  ),
  attack('ship an order without the scope for it', async scene => {
    const { data } = await prepared<ResponseOf<'orders.list'>>(() => asMember(scene, '/api/orders?status=paid'))
    const [order] = data.items
    const headers = { 'if-match': `"${order?.version}"` }
    return asMember(scene, `/api/orders/${order?.id}/transitions`, { method: 'POST', headers, json: { to: 'shipped' } })
  }),
]

/** Between tenants and those who run the platform. */
const operatorFunctions: Attack[] = [
  beyond(
    'list all tenants as an owner',
    fixture => fixture.strongToken,
    () => ({ path: '/api/operator/tenants' }),
  ),
  beyond(
    'change a plan as an admin',
    fixture => fixture.strongAdminToken,
    ({ foreignTenantId }) => ({
      method: 'PATCH',
      path: `/api/operator/tenants/${foreignTenantId}`,
      json: { tier: 'enterprise', reason: 'Mine' },
    }),
  ),
  beyond(
    'read orders with a token of the operator console',
    fixture => fixture.operatorToken,
    () => ({ path: '/api/orders' }),
  ),
  beyond(
    'act in a tenant that does not allow it',
    fixture => fixture.operatorToken,
    ({ foreignTenantId }) => ({
      method: 'POST',
      path: '/api/operator/impersonations',
      json: { tenantId: foreignTenantId, reason: 'Curious' },
    }),
  ),
  beyond(
    'change a member while acting for an owner',
    fixture => fixture.actingToken,
    ({ actedForId }) => ({ method: 'PATCH', path: `/api/members/${actedForId}`, json: { disabled: true } }),
  ),
  beyond(
    'create an API key while acting for an owner',
    fixture => fixture.actingToken,
    () => newKey,
  ),
  beyond(
    'read another tenant’s order while acting for an owner',
    fixture => fixture.actingToken,
    ({ foreignOrder }) => ({ path: `/api/orders/${foreignOrder.id}` }),
  ),
]

/** Fields that only the server sets (OWASP API3:2023). */
const massAssignments: Attack[] = [
  attack('set the status of an order in a PATCH', scene => changeOwn(scene, { status: 'delivered' }), isServed),
  attack(
    'set the tenant of an order in a PATCH',
    scene => changeOwn(scene, { tenantId: scene.fixture.foreignTenantId }),
    isServed,
  ),
  attack('choose a plan at sign-up', ({ baseUrl, fixture, address }) => {
    const tenant = { slug: 'grabber', name: 'Grabber', tier: 'enterprise' }
    const json = { token: fixture.signUpToken, tenant, name: 'Grabber', password: fixture.password }
    return send(baseUrl, '/api/auth/sign-up/completion', { method: 'POST', from: address(), json })
  }),
]

const asMember = ({ baseUrl, fixture, address }: Scene, path: string, call: Call = {}) =>
  send(baseUrl, path, { token: fixture.token('member'), from: address(), ...call })

async function changeOwn(scene: Scene, json: object): Promise<Answer> {
  const { data } = await prepared<Order>(() => asMember(scene, '/api/orders', { method: 'POST', json: plainDraft }))
  return asMember(scene, `/api/orders/${data.id}`, { method: 'PATCH', headers: { 'if-match': '"1"' }, json })
}

export const accessAttacks: Attack[] = [
  ...foreignObjects,
  ...foreignFunctions,
  ...operatorFunctions,
  ...massAssignments,
]
