import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { describePath, findRequest } from './request-path.ts'

const requestId = '9d2f0c6e5f2a4c1e9d1b0a1b2c3d4e5f'

const logged = {
  edge: {
    time: '2026-11-27T19:00:01+00:00',
    requestId,
    method: 'POST',
    path: '/api/orders',
    endpoint: 'orders.create',
    status: 403,
    seconds: 0.012,
    inspection: 'blocked',
    upstream: '',
    limit: 'PASSED',
  },
  waf: {
    transaction: {
      time_stamp: 'Fri Nov 27 19:00:00 2026',
      unique_id: requestId,
      response: { http_code: 403 },
      messages: [{ message: 'SQL injection', details: { ruleId: '942190' } }],
    },
  },
  api: {
    level: 'warn',
    time: '2026-11-27T19:00:00.500Z',
    service: 'api',
    requestId,
    event: 'access.refused',
    endpoint: 'orders.create',
    err: { message: 'a reason', stack: 'not shown' },
    msg: 'access refused',
  },
}

const linesOf = (...entries: object[]) => Readable.from(entries.map(entry => `${JSON.stringify(entry)}\n`))

test('[S81] [S82] the way of one request is told from the logs of every layer, in the order of the layers', async () => {
  const others = [{ ...logged.api, requestId: 'another' }, { note: requestId }]
  const entries = await findRequest(requestId, [
    linesOf(logged.api, ...others),
    linesOf(logged.edge),
    linesOf(logged.waf),
  ])
  expect(describePath(entries).split('\n')).toEqual([
    '2026-11-27T19:00:01.000Z  edge    POST /api/orders 403 · 12 ms · orders.create · WAF blocked · answered by the edge itself',
    expect.stringMatching(/^2026-11-27T\d\d:00:00\.000Z {2}waf {5}403 · 942190 SQL injection$/),
    '2026-11-27T19:00:00.500Z  api     access.refused · endpoint orders.create · error: a reason',
  ])
})

test('what Docker Compose writes before a line is passed over, and what is no JSON is too', async () => {
  const lines = [`api-1  | ${JSON.stringify(logged.api)}\n`, `nonsense about ${requestId}\n`, `{ broken ${requestId}\n`]
  expect(await findRequest(requestId, [Readable.from(lines)])).toMatchObject([{ place: 'api' }])
})

test('[S82] what a stranger sent steers no terminal', () => {
  const what = 'GET /\u001b[2J\u202e 404'
  expect(describePath([{ place: 'edge', at: 0, requestId, what }])).toBe(
    '1970-01-01T00:00:00.000Z  edge    GET /\\u{1b}[2J\\u{202e} 404',
  )
})
