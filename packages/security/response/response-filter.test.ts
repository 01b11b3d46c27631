import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createResponseFilter } from './index.ts'

const filter = createResponseFilter({ secrets: ['hunter2-"the"-password', 'pa55word-é-long-long'] })
const stack = new Error('boom').stack ?? ''
const hash = '$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG'

test.for([
  'dsn: hunter2-"the"-password',
  JSON.stringify({ dsn: 'hunter2-"the"-password' }),
  JSON.stringify({ dsn: 'pa55word-é-long-long' }),
])('[S97] a secret of the deployment is found in any response, also in a 200', body => {
  for (const status of [200, 404, 500]) {
    expect(filter.inspect(body, status)).toEqual({ ok: false, leak: 'known-secret' })
    expect(filter.inspect(Buffer.from(body), status)).toEqual({ ok: false, leak: 'known-secret' })
  }
})

const credentials = [
  ['private-key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ'],
  ['private-key', JSON.stringify({ pem: '-----BEGIN RSA PRIVATE KEY-----\nMC4CAQ' })],
  ['private-key', JSON.stringify({ kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' })],
  [
    'private-key',
    JSON.stringify({ jwk: JSON.stringify({ kty: 'OKP', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' }) }),
  ],
  ['connection-string', '{"message":"cannot reach postgresql://app:s3cret@db.internal:5432/app"}'],
  ['connection-string', 'rediss://:s3cret@cache:6379'],
  ['credential', JSON.stringify({ passwordHash: hash })],
  ['credential', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
  ['credential', 'AKIAIOSFODNN7EXAMPLE'],
  ['credential', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'],
  ['credential', `ghp_${'a1B2'.repeat(9)}`],
] as const

const internals = [
  ['stack-trace', stack],
  ['stack-trace', JSON.stringify({ stack })],
  ['stack-trace', 'Traceback (most recent call last):\n  File "app.py"'],
  ['sql-error', 'syntax error at or near "SELEC"'],
  ['sql-error', 'insert violates foreign key constraint "orders_tenant_id_fkey"'],
  ['sql-error', 'new row violates row-level security policy for table "orders"'],
  ['sql-error', JSON.stringify({ message: 'relation "public.orders" does not exist' })],
  ['sql-error', 'SQLSTATE[42P01]'],
  ['sql-error', 'PrismaClientKnownRequestError'],
  ['sql-error', 'Invalid `prisma.order.findMany()` invocation'],
  ['internal-path', 'Cannot find /srv/app/node_modules/pg/lib/index.js'],
  ['internal-path', 'node:internal/process/task_queues'],
  ['internal-path', 'file:///srv/app/main.ts'],
] as const

test.for([...credentials, ...internals])('[S97] a %s is found in an error response', ([leak, body]) => {
  expect(filter.inspect(body, 500)).toEqual({ ok: false, leak })
  expect(filter.inspect(Buffer.from(body), 400)).toEqual({ ok: false, leak })
})

test.for([...credentials, ...internals])('[S97] a %s that a user wrote passes in a success', ([, body]) => {
  expect(filter.inspect(JSON.stringify({ note: body }), 200)).toEqual({ ok: true })
})

test.for([
  ['a problem', 404, '{"type":"/docs#not-found","title":"There is nothing here","status":404,"code":"not-found"}'],
  ['a token answer', 200, '{"accessToken":"eyJhbGciOiJFZERTQSJ9.e30.c2ln","expiresInSeconds":600}'],
  [
    'a JWKS',
    200,
    '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"1"}]}',
  ],
  ['nothing', 204, ''],
] as const)('%s passes', ([, status, body]) => {
  expect(filter.inspect(body, status)).toEqual({ ok: true })
})

test('a secret that is too short stops the start', () => {
  expect(() => createResponseFilter({ secrets: ['fifteen letters'] })).toThrow(RangeError)
})

test('no body makes the filter throw or take long', () => {
  const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array())
  fc.assert(
    fc.property(hostile, fc.integer(), (body, status) => void filter.inspect(body, status)),
    { numRuns: 200 },
  )
  const traps = [
    '\n at ',
    '\\n        at ',
    'kty "d":',
    'postgres://:',
    '://a:',
    'relation "a does not exist ',
    ' invocation Invalid `',
    '$2b$',
  ]
  // An expression that goes back over what it has read would take minutes, and the test would time out.
  for (const trap of traps) filter.inspect(trap.repeat(1_000_000 / trap.length), 500)
})
