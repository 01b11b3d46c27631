import type { Change } from './copy.ts'

/** What the copy of the contracts has that the contracts do not have. */
export const changes: readonly Change[] = [
  // An optional field more in an order.
  ['endpoints/orders.ts', '    note: Type.Opt', '    giftMessage: Type.Optional(text(40)),\n    note: Type.Opt'],
  // A secret in each line of an order.
  ['endpoints/orders.ts', 'import { declare', "import { secret } from './schemas.ts'\nimport { declare"],
  [
    'endpoints/orders.ts',
    '    quantity: ',
    "    pickupCode: Type.Optional(secret({ pattern: '^[0-9]{4}$', examples: ['4711'] })),\n    quantity: ",
  ],
  // A longer pattern, and a higher maximum.
  ['endpoints/orders.ts', '._\\\\-]{0,39}$', '._\\\\-]{0,59}$'],
  ['endpoints/orders.ts', 'maximum: 10_000 }', 'maximum: 20_000 }'],
  // Another limit, and another limit class of the sign-out.
  [
    'limits.ts',
    'perIp: { limit: 600, windowMs: minute, burst: 150 }',
    'perIp: { limit: 90, windowMs: 30 * second, burst: 45 }',
  ],
  ['endpoints/auth.ts', "  limit: 'write',", "  limit: 'session',"],
  // A request header that pages of CORS origins may send, and a header of every answer.
  ['cors.ts', "allowedHeaders: ['authorization'", "allowedHeaders: ['x-campaign', 'authorization'"],
  ['response-headers.ts', "  'referrer-policy'", "  'origin-agent-cluster': '?1',\n  'referrer-policy'"],
  // A role.
  ['scopes.ts', "  partner: ['orders:read'],", "  partner: ['orders:read'],\n  auditor: ['members:read'],"],
  ['scopes.ts', "  partner: 'Reads orders',", "  partner: 'Reads orders',\n  auditor: 'Reads members',"],
  // An event of the audit trail, a smaller file of orders, and a link that works for half as long.
  [
    'audit-events.ts',
    "  'tenant.renamed': {",
    "  'tenant.moved': { summary: 'moved the tenant', object: 'tenant', facts: { to: oneOf('zurich') } },\n  'tenant.renamed': {",
  ],
  ['endpoints/order-imports.ts', 'maxBodyBytes: 10 * 1024 * 1024', 'maxBodyBytes: 5 * 1024 * 1024'],
  ['link-pages.ts', "complete', lifetimeMs: 24 * hour", "complete', lifetimeMs: 12 * hour"],
  // A CORS origin.
  ['cors.ts', "test: ['https://app.test", "test: ['https://partner.test.example', 'https://app.test"],
]
