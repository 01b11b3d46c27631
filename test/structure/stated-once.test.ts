import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findStated } from './find-stated.ts'

const sources = globSync('{apps,packages,infra}/**/*.{ts,tsx,js,lua,conf,sh,yaml,json}', {
  exclude: [
    ...['**/node_modules/**', '**/dist/**', '**/generated/**'],
    ...['**/*.test.{ts,tsx}', '**/*-for-tests.ts', 'packages/contracts/**'],
    // Names of series: test/operations asks Prometheus for each of them.
    'infra/observability/alerts/**',
    // Settings of the operating system: its numbers mean something else.
    'infra/host/roles/**',
  ],
})

test.each([
  ['packages/security/credentials/api-key.ts', "if (token.startsWith('pk_')) return", 'pk_'],
  ['infra/shared/njs/claims.js', 'const prefix = `sub_`', 'sub_'],
  ['apps/api/src/resources/auth/cookies.ts', "request.cookies['refresh_token']", 'refresh_token'],
  ['apps/api/src/http/ids.ts', 'const id = /^[0-9a-f]{32}$/', '[0-9a-f]{32}'],
  ['packages/security/credentials/refresh-token.ts', String.raw`/^[A-Za-z0-9\-_]{43}$/`, '{43}'],
  ['infra/shared/nginx/tables.conf', 'map $http_cookie $c { "~^[\\w-]{43}$" 1; }', '{43}'],
  ['packages/security/jwt/token-verifier.ts', 'const toleranceMs = 5 * 1_000', '5000'],
  ['packages/security/request/request-target.ts', 'const maxTarget = 4_096', '4096'],
  ['infra/shared/nginx/settings.conf', 'large_client_header_buffers 2 32k;', '32768'],
  ['infra/shared/nginx/settings.conf', 'limit_req_zone $a zone=a:4m rate=1200r/m;', '1200'],
  ['packages/security/credentials/password.ts', 'if (password.length > 128) return', '128'],
  ['apps/web/src/features/orders/form/draft-input.ts', 'const maxQuantity = 10_000', '10000'],
  ['apps/web/src/features/orders/form/order-form-lines.tsx', 'const maxLines = 100', '100'],
  ['apps/worker/src/mail/templates.ts', 'const linkWorksForMs = 24 * 60 * 60_000', '86400000'],
  ['apps/worker/src/jobs/export-tenant.ts', 'const mostExportBytes = 512 * 1024 * 1024', '536870912'],
  ['apps/worker/src/jobs/import-orders.ts', 'const mostRows = 20_000', '20000'],
  ['apps/api/src/resources/members/routes.ts', 'const mostMembers = 250', '250'],
  ['infra/shared/modsecurity/exclusions.conf', 'SecRule ARGS:customerName "@rx a"', 'customerName'],
  ['infra/shared/nginx/api.conf', 'location = /api/orders { return 404; }', '/api/orders'],
  ['packages/edge/src/nginx/render-waf.ts', "const strict = ['auth.sign-in']", 'auth.sign-in'],
  ['packages/security/request/request-headers.ts', "const single = ['idempotency-key']", 'idempotency-key'],
])('the search finds in %s: %s', (file, line, found) => {
  expect(findStated(line, file)).toContain(`1: ${found}`)
})

test.each([
  ['infra/shared/nginx/spa.conf', 'sub_filter_once on;'],
  ['packages/security/credentials/api-key.ts', '/** A key such as pk_… */'],
  ['packages/security/jwt/claims.ts', 'subject: { sessionId?: string }'],
  ['packages/security/jwt/claims.ts', "type Session = Pick<Claims, 'sub' | 'sessionId'>"],
  ['apps/worker/src/jobs/remove-expired.ts', 'DELETE FROM refresh_tokens LIMIT'],
  ['packages/db/src/prisma.ts', 'connectionTimeoutMillis: 5_000,'],
])('the search ignores in %s: %s', (file, line) => {
  expect(findStated(line, file)).toEqual([])
})

test('[B1] no source file repeats what the contracts declare', () => {
  expect(sources.length).toBeGreaterThan(400)
  const found = sources.flatMap(file => findStated(readFileSync(file, 'utf8'), file).map(line => `${file}:${line}`))
  expect(found).toEqual([])
})
