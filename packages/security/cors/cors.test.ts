import { expect, test } from 'vitest'
import { type CorsOptions, createCorsPolicy } from './index.ts'

const APP = 'https://app.example.com'
const options: CorsOptions = {
  origins: [APP, 'https://admin.example.com'],
  production: true,
  credentials: true,
  methods: ['GET', 'POST', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
  exposedHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id', 'ETag'],
  maxAgeMs: 600_000,
}
const policy = createCorsPolicy(options)

test('[S32] an allowed origin is named exactly, with credentials, and may read the limit fields', () => {
  expect(policy.decide({ method: 'GET', origin: APP })).toEqual({
    kind: 'allowed',
    headers: {
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, ETag',
      vary: 'Origin',
    },
  })
})
