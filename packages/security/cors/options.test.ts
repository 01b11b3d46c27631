import { expect, test } from 'vitest'
import { type CorsOptions, corsTable, createCorsPolicy } from './index.ts'

const options: CorsOptions = {
  origins: ['https://app.example.com'],
  production: true,
  credentials: true,
  methods: ['GET', 'POST'],
  allowedHeaders: ['authorization'],
  exposedHeaders: ['etag'],
  maxAgeMs: 600_999,
}

test('[S33] [S35] all mistakes stop the start together, in plain words', () => {
  const unsafe: CorsOptions = {
    origins: [
      '*',
      'https://*.example.com',
      'null',
      'http://app.example.com',
      'https://localhost',
      'https://a.example/',
      'https://b.example',
      'https://b.example',
    ],
    production: true,
    credentials: true,
    methods: ['get', 'TRACE', '*'],
    allowedHeaders: ['*', 'X Y'],
    exposedHeaders: ['Set-Cookie'],
    maxAgeMs: -1,
    cacheSize: 0,
    cacheForMs: 0.5,
    lookups: {
      atOnce: { perClient: 0, together: Number.NaN },
      waiting: { perClient: -1, together: 0.5, forMs: 0 },
    },
  }
  expect(() => createCorsPolicy(unsafe)).toThrow(
    new Error(`Unsafe CORS options:
  - origins: "*" is a wildcard, together with credentials
  - origins: "https://*.example.com" is a wildcard, together with credentials
  - origins: "null" names nobody: any sandboxed page can send it
  - origins: "http://app.example.com" is http or loopback, and this is production
  - origins: "https://localhost" is http or loopback, and this is production
  - origins: "https://a.example/" is not a serialized http(s) origin (scheme://host[:port], lower case, Punycode, no slash)
  - origins: "https://b.example" is listed twice
  - methods: "get" is not an upper-case method name (and there is no wildcard)
  - methods: "TRACE" must never be reachable from a browser
  - methods: "*" is not an upper-case method name (and there is no wildcard)
  - allowedHeaders: "*" is not the name of a header field (and there is no wildcard)
  - allowedHeaders: "X Y" is not the name of a header field (and there is no wildcard)
  - exposedHeaders: "Set-Cookie" is never shown to scripts by browsers
  - maxAgeMs: -1 is not within 0 to 86400000
  - cacheSize: 0 is not within 1 to 10000000
  - cacheForMs: 0.5 is not within 0 to 86400000
  - lookups.atOnce.perClient: 0 is not within 1 to 100000
  - lookups.atOnce.together: NaN is not within 1 to 100000
  - lookups.waiting.perClient: -1 is not within 0 to 100000
  - lookups.waiting.together: 0.5 is not within 0 to 100000
  - lookups.waiting.forMs: 0 is not within 1 to 60000`),
  )
})

test('[S35] a wildcard stops the start without credentials too', () => {
  expect(() => createCorsPolicy({ ...options, origins: ['*'], credentials: false })).toThrow(
    'origins: "*" is a wildcard: list exact origins',
  )
})

test('a policy that refuses every preflight stops the start', () => {
  expect(() => createCorsPolicy({ ...options, methods: [] })).toThrow('methods: is empty')
})

test('[S38] corsTable makes the same decisions as the policy', () => {
  expect(corsTable(options)).toEqual({
    origins: ['https://app.example.com'],
    dynamicOrigins: false,
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization'],
    exposedHeaders: ['etag'],
    maxAgeSeconds: 600,
    credentials: true,
    vary: {
      any: 'Origin',
      options: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    },
  })
  expect(corsTable({ ...options, resolveOrigin: async () => false }).dynamicOrigins).toBe(true)
  expect(() => corsTable({ ...options, origins: ['*'] })).toThrow('Unsafe CORS options')
})
