import { addressLimits, tenantOrigins } from '@palisade/contracts'
import { createCorsPolicy } from '@palisade/security/cors'
import { createInProcessLimiter } from '@palisade/security/rate-limit'
import fastify from 'fastify'
import { describe, expect, test, vi } from 'vitest'
import type { ProblemError } from '../http/problem.ts'
import { limitAddress } from './15-limit-address.ts'
import { cors } from './20-cors.ts'

const listed = 'https://app.example.com'
const tenants = 'https://shop.tenant.example'

function createServer(burst: number, resolveOrigin: (origin: string) => Promise<boolean>) {
  const still = { now: () => 0 }
  const policy = createCorsPolicy({
    origins: [listed],
    resolveOrigin,
    lookups: {
      ...tenantOrigins.lookups,
      budget: createInProcessLimiter({ ...addressLimits.unknownOrigins, ...still }),
    },
    production: true,
    credentials: true,
    methods: ['GET'],
    allowedHeaders: [],
    exposedHeaders: [],
    maxAgeMs: 0,
  })
  const app = fastify()
  app.decorateRequest('endpoint', undefined)
  app.decorateRequest('isPage', false)
  limitAddress(app, { limiter: createInProcessLimiter({ limit: burst, windowMs: 60_000, burst, ...still }), policy })
  cors(app, { policy, methodsOf: () => ['GET'] })
  app.setErrorHandler((error: ProblemError, _request, reply) =>
    reply.headers(error.headers).send({ code: error.code, blameless: error.blameless, ...error.extras }),
  )
  app.get('/', async () => ({ code: 'served' }))
  // An async function starts the request before its answer is awaited.
  return async (origin: string, remoteAddress = '192.0.2.1') =>
    app.inject({ url: '/', headers: { origin }, remoteAddress })
}

describe('[S45] the limit of an address', () => {
  test('is checked before the lookup of its origin', async () => {
    const resolveOrigin = vi.fn(async () => false)
    const ask = createServer(5, resolveOrigin)
    for (let sent = 0; sent < 50; sent++) await ask(`https://x${sent}.example`)
    expect(resolveOrigin).toHaveBeenCalledTimes(5)
  })

  test('[S48] lets only pages of known origins read the 429 and its Retry-After', async () => {
    const ask = createServer(1, async origin => origin === tenants)
    expect((await ask(tenants)).json()).toEqual({ code: 'served' })
    for (const origin of [listed, tenants]) {
      const { headers, json } = await ask(origin)
      expect(json()).toEqual({ code: 'quota-exceeded', blameless: true, 'violated-policies': ['address'] })
      expect(headers).toMatchObject({ 'access-control-allow-origin': origin, 'retry-after': '1', vary: 'Origin' })
    }
    const { headers } = await ask('https://evil.example')
    expect(headers).toMatchObject({ 'retry-after': '1', vary: 'Origin' })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('[S76] the lookup of an origin', () => {
  test('is charged to the address, which then gets 429 without penalty points', async () => {
    const resolveOrigin = vi.fn(async (origin: string) => origin === tenants)
    const ask = createServer(1_000, resolveOrigin)
    const codes: string[] = []
    for (let sent = 0; sent < 40; sent++) codes.push((await ask(`https://x${sent}.example`)).json().code)
    expect(codes).toEqual([...Array(30).fill('origin-not-allowed'), ...Array(10).fill('quota-exceeded')])
    expect(resolveOrigin).toHaveBeenCalledTimes(30)
    expect((await ask('https://y.example')).json()).toMatchObject({ blameless: true })
    expect((await ask('https://x0.example')).json()).toMatchObject({ code: 'origin-not-allowed', blameless: true })
  })

  test('charges pages of tenants nothing after the first one was served', async () => {
    const ask = createServer(1_000, async origin => origin.endsWith('.tenant.example'))
    const colleague = '198.51.100.1'
    const shops = Array.from({ length: 40 }, (_, index) => `https://shop${index}.tenant.example`)
    for (const shop of shops.slice(0, 30)) expect((await ask(shop, colleague)).json()).toEqual({ code: 'served' })
    for (let sent = 0; sent < 30; sent++) await ask(`https://x${sent}.evil.example`)
    expect((await ask('https://x30.evil.example')).json().code).toBe('quota-exceeded')
    for (const shop of shops.slice(0, 30)) expect((await ask(shop)).json()).toEqual({ code: 'served' })
    expect((await ask(shops[30] ?? '')).json().code).toBe('quota-exceeded')
  })

  test('serves the frontends of three tenants that one office opens at once', async () => {
    const ask = createServer(1_000, async origin => origin.endsWith('.tenant.example'))
    const shops = [0, 1, 2].map(index => ask(`https://shop${index}.tenant.example`))
    for (const answer of shops) expect((await answer).json()).toEqual({ code: 'served' })
  })

  test('that times out or fails is answered with 503 and never with 403', async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const busy = createServer(1_000, () => promise)
    const running = Array.from({ length: 8 }, (_, index) => busy(`https://x${index}.example`, `198.51.100.${index}`))
    const { headers, json } = await busy(tenants)
    expect(json()).toEqual({ code: 'unavailable', blameless: true })
    expect(headers['retry-after']).toBe('1')
    resolve(true)
    for (const answer of running) expect((await answer).json()).toEqual({ code: 'served' })

    const failing = createServer(1_000, async () => Promise.reject(new Error('database away')))
    expect((await failing(tenants)).json()).toEqual({ code: 'unavailable', blameless: true })
  })
})
