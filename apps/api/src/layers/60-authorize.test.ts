import type { Endpoint, TokenRule } from '@palisade/contracts'
import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import type { Principal, UserPrincipal } from '../access/principal.ts'
import type { ProblemError } from '../http/problem.ts'
import { authorize } from './60-authorize.ts'

const access: TokenRule = { scope: 'members:manage' }

const admin: UserPrincipal = {
  kind: 'user',
  memberId: 'u',
  actorId: 'u',
  tenantId: 't',
  sessionId: 's',
  role: 'admin',
  scopes: ['orders:read', 'members:manage'],
  amr: ['pwd', 'otp'],
  jti: 'j',
  issuedAtMs: 0,
  membershipVersion: 0,
  authenticatedAtMs: Date.now(),
}

async function codeFor(
  principal: Partial<Omit<UserPrincipal, 'kind'>> & { kind?: Principal['kind'] },
  from = '10.1.2.3',
  adminNetworks = ['10.0.0.0/8'],
  endpoint = { id: 'admin.operation', access } as Endpoint,
): Promise<string> {
  const app = fastify({ trustProxy: true })
  app.decorateRequest('endpoint', { getter: () => endpoint })
  app.decorateRequest('tenant', { getter: () => ({ tier: 'free' as const, suspended: false }) })
  app.decorateRequest('principal', { getter: () => ({ ...admin, ...principal }) as Principal })
  authorize(app, { serves: () => true, adminNetworks })
  app.setErrorHandler(error => ({ code: (error as ProblemError).code }))
  app.get('/', { config: { endpoint } }, async () => ({ code: 'let in' }))
  return (await app.inject({ url: '/', headers: { 'x-forwarded-for': from } })).json().code
}

describe('[S52] [S61] an endpoint for admins', () => {
  test('is open to the scope, with a second factor, from the network', async () => {
    expect(await codeFor({})).toBe('let in')
  })

  test('is closed to a token without the scope, or without the second factor', async () => {
    expect(await codeFor({ scopes: ['orders:read'] })).toBe('insufficient-scope')
    expect(await codeFor({ amr: ['pwd'] })).toBe('stronger-sign-in-required')
    expect(await codeFor({ authenticatedAtMs: 0 })).toBe('stronger-sign-in-required')
  })

  test('does not reveal to callers outside the network what it requires', async () => {
    expect(await codeFor({}, '192.0.2.1')).toBe('blocked')
    expect(await codeFor({ scopes: [] }, '192.0.2.1')).toBe('blocked')
  })

  test('[P8] has the networks of what an operator does for a member, whatever the endpoint', async () => {
    const read = { id: 'orders.list', access: { scope: 'orders:read' } } as Endpoint
    const networks = ['10.0.0.0/8']
    expect(await codeFor({ kind: 'impersonation' }, '10.1.2.3', networks, read)).toBe('let in')
    expect(await codeFor({ kind: 'impersonation' }, '192.0.2.1', networks, read)).toBe('blocked')
    expect(await codeFor({}, '192.0.2.1', networks, read)).toBe('let in')
  })

  test('stops the start when its rule is invalid', async () => {
    await expect(codeFor({}, '10.1.2.3', ['10.0.0.0/40'])).rejects.toThrow('is not a network')
    await expect(codeFor({}, '10.1.2.3', [])).rejects.toThrow('lets nobody in')
  })
})

describe('[S76] a request without a principal', () => {
  async function askFrom(origin: string | undefined) {
    const app = fastify()
    app.decorateRequest('endpoint', undefined)
    app.decorateRequest('principal', null)
    authorize(app, { serves: (page, tenantId) => page === 'https://acme.example' && tenantId === 'acme' })
    app.setErrorHandler<ProblemError>(({ code, blameless }) => ({ code, blameless }))
    app.get('/', async request => {
      request.requireTenantOrigin('acme')
      return { code: 'let in' }
    })
    return (await app.inject({ url: '/', headers: { ...(origin && { origin }) } })).json()
  }

  test('is accepted from the tenant’s own pages, and without a page', async () => {
    expect(await askFrom('https://acme.example')).toEqual({ code: 'let in' })
    expect(await askFrom(undefined)).toEqual({ code: 'let in' })
  })

  test('is refused from another tenant’s page, without penalty points for the visitor', async () => {
    expect(await askFrom('https://globex.example')).toEqual({ code: 'origin-not-allowed', blameless: true })
  })
})
