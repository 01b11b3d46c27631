import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CorsDecision, type CorsOptions, createCorsPolicy } from './index.ts'

const APP = 'https://app.example.com'
const ADMIN = 'https://admin.example.com'
const options: CorsOptions = {
  origins: [APP, ADMIN],
  production: true,
  credentials: true,
  methods: ['GET', 'POST', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
  exposedHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id', 'ETag'],
  maxAgeMs: 600_000,
}
const policy = createCorsPolicy(options)
const PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'
const preflight = { method: 'OPTIONS', origin: APP, requestMethod: 'POST', allowedMethods: ['GET', 'POST'] }
const refused = (reason: string, vary = 'Origin') => ({ kind: 'refused', reason, headers: { vary } })

test('[S32] [S35] an allowed origin is named exactly, with credentials, and may read the limit fields', () => {
  const expected = {
    kind: 'allowed',
    headers: {
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, ETag',
      vary: 'Origin',
    },
  }
  expect(policy.decide({ method: 'GET', origin: APP })).toEqual(expected)
  expect(policy.decide({ method: 'DELETE', origin: APP })).toEqual(expected)
})

test('a listed origin is decided at once, and each time by the same frozen answer', () => {
  const decision = policy.decide({ method: 'GET', origin: APP })
  expect(policy.decide({ method: 'POST', origin: APP })).toBe(decision)
  expect(Object.isFrozen(decision) && Object.isFrozen((decision as CorsDecision).headers)).toBe(true)
})

test('[S105] a request without Origin passes, and its answer varies by Origin', () => {
  expect(policy.decide({ method: 'GET', origin: undefined })).toEqual({
    kind: 'same-or-none',
    headers: { vary: 'Origin' },
  })
  expect(policy.decide({ method: 'OPTIONS', origin: undefined })).toEqual({
    kind: 'same-or-none',
    headers: { vary: PREFLIGHT_VARY },
  })
})

test('[S34] a preflight gets the methods of the path, the headers, and how long to cache them', () => {
  expect(policy.decide({ ...preflight, requestHeaders: 'authorization,content-type' })).toEqual({
    kind: 'preflight',
    headers: {
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
      'access-control-max-age': '600',
      vary: PREFLIGHT_VARY,
    },
  })
})

test.for(['PUT', 'DELETE', 'TRACE', 'post', '', 'POST, DELETE'])(
  '[S34] a preflight for %j is refused where the path has GET and POST',
  requestMethod => {
    expect(policy.decide({ ...preflight, requestMethod })).toEqual(refused('method', PREFLIGHT_VARY))
  },
)

test('[S34] a path method that the policy does not allow across origins stays refused', () => {
  const request = { ...preflight, requestMethod: 'PUT', allowedMethods: ['PUT'] }
  expect(policy.decide(request)).toEqual(refused('method', PREFLIGHT_VARY))
})

test.for(['x-debug', 'authorization,x-debug', 'authorization,', '*', 'a'.repeat(2000), 'authorization\n'.repeat(2)])(
  '[S34] a preflight for the headers %j is refused',
  requestHeaders => {
    expect(policy.decide({ ...preflight, requestHeaders })).toEqual(refused('header', PREFLIGHT_VARY))
  },
)

test.for(['', 'authorization', 'Authorization, Content-Type', 'content-type,idempotency-key'])(
  '[S34] a preflight for the headers %j is granted, in any case and spacing',
  requestHeaders => {
    expect(policy.decide({ ...preflight, requestHeaders })).toMatchObject({ kind: 'preflight' })
  },
)

test('an OPTIONS request without Access-Control-Request-Method is no preflight', () => {
  expect(policy.decide({ method: 'OPTIONS', origin: APP })).toMatchObject({ kind: 'allowed' })
})

test('[S35] without credentials, without exposed and without allowed headers, those fields are left out', () => {
  const bare = createCorsPolicy({ ...options, credentials: false, allowedHeaders: [], exposedHeaders: [] })
  expect(bare.decide({ method: 'GET', origin: APP })).toEqual({
    kind: 'allowed',
    headers: { 'access-control-allow-origin': APP, vary: 'Origin' },
  })
  expect(Object.keys((bare.decide(preflight) as CorsDecision).headers).sort()).toEqual([
    'access-control-allow-methods',
    'access-control-allow-origin',
    'access-control-max-age',
    'vary',
  ])
})

test('for any input, the policy does not throw, sets Vary, and allows only listed origins', () => {
  const nearOrigin = fc
    .tuple(fc.constantFrom(APP, ADMIN), fc.string({ maxLength: 3 }), fc.nat(30))
    .map(([origin, noise, at]) => {
      return origin.slice(0, at) + noise + origin.slice(at)
    })
  const text = fc.option(fc.string({ unit: 'binary' }), { nil: undefined })
  const request = fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'OPTIONS'), fc.string()),
    origin: fc.oneof(nearOrigin, text),
    requestMethod: fc.oneof(fc.constantFrom('GET', 'PUT'), text),
    requestHeaders: fc.oneof(fc.constantFrom('authorization', 'x-evil'), text),
  })
  fc.assert(
    fc.property(request, hostile => {
      const decision = policy.decide(hostile) as CorsDecision
      expect(decision.headers['vary']).toMatch(/^Origin/)
      const isGranted = 'access-control-allow-origin' in decision.headers
      expect(isGranted).toBe(decision.kind === 'allowed' || decision.kind === 'preflight')
      if (isGranted) expect([APP, ADMIN]).toContain(hostile.origin)
    }),
    { numRuns: 1000 },
  )
})
