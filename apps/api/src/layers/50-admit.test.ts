import { type ClassLimits, type Endpoint, endpoints, type LimitClass, limitClasses } from '@palisade/contracts'
import { type AdmissionEvent, createAdmission, createMemoryStore } from '@palisade/security/rate-limit'
import fastify from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import type { ProblemError } from '../http/problem.ts'
import { admit } from './50-admit.ts'

const strict = { limit: 60, windowMs: 60_000, burst: 2 }
/** It stands still: what was taken does not come back during a test. */
const now = () => Date.UTC(2026, 0, 1)
const app = { close: async () => {} }

afterEach(() => app.close())

function start(read: ClassLimits, tier: 'free' | 'pro' = 'free') {
  const events: AdmissionEvent[] = []
  const server = fastify({ trustProxy: true })
  app.close = () => server.close()
  const classes: Record<LimitClass, ClassLimits> = { ...limitClasses, read }
  const endpoint: Endpoint = endpoints['orders.list']
  server.decorateRequest('endpoint', { getter: () => endpoint })
  server.decorateRequest('principal', {
    getter: () =>
      ({
        kind: 'user',
        memberId: 'u',
        actorId: 'u',
        tenantId: 't',
        jti: 'j',
        sessionId: 's',
        issuedAtMs: 0,
        membershipVersion: 0,
      }) as never,
  })
  const store = createMemoryStore({ now })
  /** Every call of the store, with the names of the limits that it is asked for. */
  const calls: { method: string; limits: string[] }[] = []
  const recording = new Proxy(store, {
    get: (target, method: keyof typeof store) => {
      const call = target[method] as (...args: unknown[]) => unknown
      return (...args: unknown[]) => {
        const { limits = [] } = args[0] as { limits?: { policy: { name: string } }[] }
        calls.push({ method, limits: limits.map(({ policy }) => policy.name) })
        return call.apply(target, args)
      }
    },
  })
  const admission = createAdmission({ store: recording, onEvent: event => events.push(event) })
  admit(server, { admission, stateOf: () => ({ tier, suspended: false }), classes })
  server.setErrorHandler((error, _request, reply) => {
    const { headers, extras } = error as ProblemError
    return reply.code(429).headers(headers).send(extras)
  })
  server.get('/', async request => ({ names: request.admitted?.map(({ policy }) => policy.name) }))
  return {
    calls,
    events,
    ask: (from = '192.0.2.1') => server.inject({ url: '/', headers: { 'x-forwarded-for': from } }),
  }
}

describe('[S60] a limit in shadow mode', () => {
  test('refuses nothing, is hidden from the caller, and is logged wherever it would have refused', async () => {
    const { ask, events } = start({ ...limitClasses.read, perUser: { ...strict, mode: 'shadow' } })
    for (let sent = 0; sent < 3; sent++) expect((await ask()).statusCode).toBe(200)
    const { headers } = await ask()
    expect(headers['ratelimit-policy']).not.toContain('read-user')
    const shadowed = events.flatMap(event => (event.type === 'shadowed' ? event.limits : []))
    expect(shadowed.map(({ policy, key }) => [policy.name, key])).toEqual([
      ['read-user', 'u'],
      ['read-user', 'u'],
    ])
  })

  test('refuses once it is enforced', async () => {
    const { ask, events } = start({ ...limitClasses.read, perUser: strict })
    const answers = [await ask(), await ask(), await ask()]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429])
    expect(answers[2]?.json()).toEqual({ 'violated-policies': ['read-user'] })
    expect(answers[2]?.headers).toMatchObject({ 'retry-after': '1', 'ratelimit-policy': '"read-user";q=60;w=60' })
    expect(events).toEqual([])
  })
})

test('[S77] [B5] one call of the store decides the limits of address, user, tenant and month, by the tenant’s plan', async () => {
  const { ask, calls } = start(limitClasses.read, 'pro')
  const answer = await ask()
  expect(calls).toEqual([{ method: 'admit', limits: ['read-ip', 'read-user', 'tenant', 'quota'] }])
  expect(answer.json()).toEqual({ names: ['read-ip', 'read-user', 'tenant', 'quota'] })
  expect(answer.headers['ratelimit-policy']).toContain('"tenant";q=6000;w=60, "quota";q=2000000;w=2592000')
})

test('[S40] addresses of one IPv6 network share a bucket', async () => {
  const { ask } = start({ ...limitClasses.read, perIp: strict, perUser: null })
  const addresses = ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2:a:b:c:d', '2001:db8:1:3::1']
  const statuses: number[] = []
  for (const address of addresses) statuses.push((await ask(address)).statusCode)
  expect(statuses).toEqual([200, 200, 429, 200])
})
