import { type Endpoint, endpoints } from '@palisade/contracts'
import { describe, expect, test } from 'vitest'
import { createCallGraph } from './call-graph.ts'

/** Rows that say how somebody, or a program, signs in. A refresh token is renewed too often for the trail. */
const credentials = /\.(user|secondFactor|recoveryCode|session|apiKey|clientKey)\.(create|update|upsert|delete)\w*\(/

/** Endpoints that write such a row and change no credential. */
const exempt: Readonly<Record<string, string>> = {
  'oauth.token': 'it notes when a key was last used',
  'second-factor.enrol': 'a secret counts only once a code has confirmed it',
}

type Declared = Pick<Endpoint, 'id' | 'method' | 'audit'>

const graph = createCallGraph('apps/api/src')

const writesCredentials = ({ id }: Declared) => graph.textsBehind(id).some(text => credentials.test(text))

/** A GET changes nothing, and can declare no event. */
const findUnaudited = (declared: readonly Declared[]) =>
  declared
    .filter(endpoint => endpoint.method !== 'GET' && writesCredentials(endpoint) && !Array.isArray(endpoint.audit))
    .map(({ id }) => id)

const all = Object.values<Endpoint>(endpoints)

describe('[P7] an endpoint that changes a credential', () => {
  test('declares an event of the audit trail', () => {
    expect(findUnaudited(all).sort()).toEqual(Object.keys(exempt).sort())
  })

  test('is found by its handler, through every function that the handler calls', () => {
    const found = all.filter(writesCredentials).map(({ id }) => id)
    expect(found).toEqual(
      expect.arrayContaining([
        'auth.sign-in',
        'auth.sign-out',
        'auth.complete-sign-up',
        'auth.change-password',
        'auth.complete-password-reset',
        'auth.complete-email-change',
        'auth.undo-email-change',
        'second-factor.confirm',
        'second-factor.disable',
        'second-factor.renew-codes',
        'sessions.end-all',
        'invitations.accept',
        'api-keys.create',
        'client-keys.revoke',
        'operator.enter',
      ]),
    )
    for (const id of ['orders.create', 'orders.move', 'tenant.change', 'reports.create'])
      expect(found).not.toContain(id)
  })

  test('is reported where it declares none', () => {
    const { id, method } = endpoints['auth.change-password']
    expect(findUnaudited([{ id, method, audit: { none: 'nobody needs to know' } }])).toEqual([id])
  })
})
