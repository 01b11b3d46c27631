import { readFile } from 'node:fs/promises'
import { expect, inject, test } from 'vitest'
import { run } from '../structure/run-script.ts'
import { createOrder } from '../support/create-order.ts'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { tokenOf } from '../support/users.ts'
import { linesOf, logs } from './logs.ts'

test('[B4] an accepted request has the same id in the logs of edge and API', async () => {
  await createOrder()
  const answer = await call('/api/auth/me', { token: await tokenOf('owner') })
  const requestId = String(answer.headers['x-request-id'])
  expect(JSON.parse((await linesOf('access', requestId))[0] ?? '')).toMatchObject({ requestId, status: 200 })
  expect(JSON.parse((await linesOf('api', requestId))[0] ?? '')).toMatchObject({
    requestId,
    event: 'request',
    endpoint: 'auth.who-am-i',
    status: 200,
  })
})

test('[B4] [S82] `npm run logs` tells the way of a request that was served, and of one that the WAF blocked', async () => {
  const token = await tokenOf('owner')
  const served = String((await call('/api/auth/me', { token })).headers['x-request-id'])
  const query = new URLSearchParams({ q: "' UNION SELECT password_hash FROM users--" })
  const blocked = (await call(`/api/orders/search?${query}`, { token })).json().requestId
  for (const [log, id] of [
    ['api', served],
    ['access', served],
    ['access', blocked],
    ['audit', blocked],
  ] as const) {
    await linesOf(log, id)
  }
  const tell = async (id: string) => (await run('logs', [id, ...Object.values(logs)])).stdout.trimEnd().split('\n')
  expect(await tell(served)).toEqual([
    expect.stringMatching(/Z {2}edge {4}GET \/api\/auth\/me 200 · \d+ ms · auth\.who-am-i · .*asked /),
    expect.stringMatching(/Z {2}api {5}request · .*status 200/),
  ])
  expect(await tell(blocked)).toEqual([
    expect.stringMatching(
      /Z {2}edge {4}GET \/api\/orders\/search 403 · .* · WAF blocked · answered by the edge itself$/,
    ),
    expect.stringMatching(/Z {2}waf {5}403 · \d+ A statement of SQL · /),
  ])
})

test('[S63] one caller can be followed through the logs of edge, WAF and API by one pseudonym', async () => {
  const token = await tokenOf('member')
  const allowed = String((await call('/api/auth/me', { token })).headers['x-request-id'])
  const answer = await call('/api/orders', {
    method: 'POST',
    token,
    json: { ...draft, note: '<script>alert(1)</script>' },
  })
  expectProblem(answer, 'blocked')
  const blocked = answer.json().requestId
  const read = async (log: keyof typeof logs, id: string) => JSON.parse((await linesOf(log, id)).at(-1) ?? '')

  const { subject, tenantHash } = await read('api', allowed)
  expect([subject, tenantHash]).toEqual([expect.stringMatching(/^sub_/), expect.stringMatching(/^sub_/)])
  expect(await read('access', allowed)).toMatchObject({ subject, tenant: tenantHash, claimedSubject: '' })
  expect(await read('access', blocked)).toMatchObject({
    claimedSubject: subject,
    claimedTenant: tenantHash,
    subject: '',
  })
  expect(JSON.stringify(await read('audit', blocked))).toContain(`subject ${subject}, tenant ${tenantHash}`)
})

test('[S63] the header for the edge’s log does not reach the client', async () => {
  const { headers } = await call('/api/auth/me', { token: await tokenOf('member') })
  expect(Object.keys(headers).filter(name => name.startsWith('x-log'))).toEqual([])
})

test('[S63] a subject is in the log as a pseudonym', async () => {
  const token = await tokenOf('owner')
  const { id } = (await call('/api/auth/me', { token })).json<{ id: string }>()
  const api = await readFile(logs.api, 'utf8')
  expect(api).not.toContain(id)
  expect(api).toMatch(/"subject":"sub_[\w-]{16}"/)
})

test('[S12] [S63] no log holds a token, a cookie, a password or an email', async () => {
  const token = await tokenOf('owner')
  for (const file of Object.values(logs)) {
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain(token)
    expect(text).not.toContain(inject('target').password)
    expect(text).not.toMatch(/refresh_token=|owner@acme\.test|"authorization"/i)
  }
})
