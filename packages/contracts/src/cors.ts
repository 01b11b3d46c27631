export const environments = ['development', 'test', 'staging', 'production'] as const

export type Environment = (typeof environments)[number]

/**
 * Where mobile frameworks serve their pages on a developer's device: Capacitor on Android, Ionic's server, Metro and Expo.
 * Any program on such a device can use these origins, so no production server starts with one of them.
 */
export const mobileDebugOrigins = ['https://localhost', 'http://localhost:8100', 'http://localhost:8081'] as const

/**
 * The origins of other sites that browsers may call the API from: exact, a list per environment. A deployment adds the
 * origin that it serves the SPA on (PUBLIC_ORIGIN), since that one is its own.
 */
export const origins = {
  development: ['http://localhost:5173', ...mobileDebugOrigins],
  test: ['https://app.test.palisade.example'],
  staging: ['https://app.staging.palisade.example', 'https://admin.staging.palisade.example', ...mobileDebugOrigins],
  production: ['https://app.palisade.example', 'https://admin.palisade.example'],
} as const satisfies Record<Environment, readonly string[]>

/** Beside these, tenants add the origins of their own frontends while the API runs; each is allowed for its own tenant, once its domain is verified. */
export const tenantOrigins = {
  /**
   * Lookups of CORS origins on each node: how many run and wait, for one address and for all. Fewer run than the database pool
   * has connections, so that lookups leave most of them to other requests.
   */
  lookups: {
    atOnce: { perClient: 2, together: 8 },
    waiting: { perClient: 16, together: 256, forMs: 1_000 },
  },
} as const

/** The methods and headers that a page on one of these origins may send, and the headers that it may read. */
export const corsPolicy = {
  credentials: true,
  allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'x-request-id'],
  exposedHeaders: ['etag', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after', 'x-request-id'],
  maxAgeMs: 600_000,
} as const
