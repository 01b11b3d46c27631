import type { ResponseOf } from '@palisade/contracts'
import { type Answer, type Call, send } from '../../support/clients/send.ts'
import { plainDraft } from '../../support/samples.ts'
import { type Attack, attack, type Scene } from '../attack.ts'
import { isServed, prepared } from '../attempt-answers.ts'
import type { Fixture } from '../fixture.ts'

type Order = ResponseOf<'orders.create'>

/** One request with a token that is good, for what it is not good for. */
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

/** An attacker in acme, and things of globex (OWASP API1:2023). */
const foreignObjects: Attack[] = [
  beyond(
    'reading another tenant’s order',
    fixture => fixture.token('admin'),
    ({ foreignOrder }) => ({ path: `/api/orders/${foreignOrder.id}` }),
  ),
  beyond(
    'reading it with a header that names the tenant',
    fixture => fixture.token('admin'),
    ({ foreignOrder, foreignTenantId }) => ({
      path: `/api/orders/${foreignOrder.id}`,
      headers: { 'x-tenant-id': foreignTenantId, 'x-tenant': 'globex' },
    }),
  ),
  attack(
    'searching for another tenant’s order',
    ({ baseUrl, fixture, address }) =>
      send(baseUrl, `/api/orders/search?q=${fixture.foreignOrder.reference}`, {
        token: fixture.token('admin'),
        from: address(),
      }),
    (answer, { fixture }) => answer.text.includes(fixture.foreignOrder.id),
  ),
  beyond(
    'changing another tenant’s order',
    fixture => fixture.token('admin'),
    ({ foreignOrder }) => ({
      method: 'PATCH',
      path: `/api/orders/${foreignOrder.id}`,
      headers: { 'if-match': '"1"' },
      json: { note: 'mine now' },
    }),
  ),
  beyond(
    'disabling another tenant’s member',
    fixture => fixture.strongToken,
    ({ foreignMemberId }) => ({ method: 'PATCH', path: `/api/members/${foreignMemberId}`, json: { disabled: true } }),
  ),
  beyond(
    'removing another tenant’s frontend',
    fixture => fixture.token('admin'),
    ({ foreignOriginId }) => ({ method: 'DELETE', path: `/api/tenant/origins/${foreignOriginId}` }),
  ),
]

/** More than a role, a key or a sign-in allows (OWASP API5:2023). */
const foreignFunctions: Attack[] = [
  beyond(
    'member lists the members',
    fixture => fixture.token('member'),
    () => ({ path: '/api/members' }),
  ),
  beyond(
    'member becomes owner',
    fixture => fixture.token('member'),
    ({ memberId }) => ({ method: 'PATCH', path: `/api/members/${memberId}`, json: { role: 'owner' } }),
  ),
  beyond(
    'member creates an API key',
    fixture => fixture.token('member'),
    () => newKey,
  ),
  beyond(
    'owner creates an API key without a second factor',
    fixture => fixture.token('owner'),
    () => newKey,
  ),
  beyond(
    'partner creates an order',
    fixture => fixture.token('partner'),
    () => ({ method: 'POST', path: '/api/orders', json: plainDraft }),
  ),
  beyond(
    'API key lists its owner’s sessions',
    fixture => fixture.apiKey,
    () => ({ path: '/api/auth/sessions' }),
  ),
  attack('member ships an order that was paid', async scene => {
    const { data } = await prepared<ResponseOf<'orders.list'>>(() => asMember(scene, '/api/orders?status=paid'))
    const [order] = data.items
    const headers = { 'if-match': `"${order?.version}"` }
    return asMember(scene, `/api/orders/${order?.id}/transitions`, { method: 'POST', headers, json: { to: 'shipped' } })
  }),
]

/** Fields that only the server sets (OWASP API3:2023). */
const massAssignments: Attack[] = [
  attack('status of an order in a change', scene => changeOwn(scene, { status: 'delivered' }), isServed),
  attack(
    'tenant of an order in a change',
    scene => changeOwn(scene, { tenantId: scene.fixture.foreignTenantId }),
    isServed,
  ),
  attack('plan of a tenant at sign-up', ({ baseUrl, fixture, address }) => {
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

export const accessAttacks: Attack[] = [...foreignObjects, ...foreignFunctions, ...massAssignments]
