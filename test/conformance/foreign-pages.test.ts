import type { ProblemCode } from '@palisade/contracts'
import { describe, expect, inject, test, vi } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { type Call, call, callOnce } from '../support/http.ts'
import { tokenOf } from '../support/users.ts'

const { hasEdge, seesAddresses, webOrigin } = inject('target')

const metadata = (mode: string, dest: string, site = 'cross-site') => ({
  'sec-fetch-site': site,
  'sec-fetch-mode': mode,
  'sec-fetch-dest': dest,
})
const origin = 'https://evil.example'
const form = { ...metadata('navigate', 'document'), origin, 'content-type': 'application/x-www-form-urlencoded' }
const preflight = { origin, 'access-control-request-method': 'POST' }

/**
 * What any page can make the browsers of its visitors send, without asking anybody. An edge leaves origins that may be a
 * tenant’s own to the API, and refuses what else is wrong before: last in a line is its problem.
 */
const caused: readonly [string, string, Call, ProblemCode?][] = [
  ['an image', '/api/orders', { headers: metadata('no-cors', 'image') }],
  ['an image that searches', '/api/orders/search?q=lamp', { headers: metadata('no-cors', 'image') }],
  ['an image with a wrong query', '/api/orders?nothing=1', { headers: metadata('no-cors', 'image') }],
  ['an image of a path that nobody declared', '/api/nothing', { headers: metadata('no-cors', 'image') }],
  ['an image of a sibling of the API’s domain', '/api/orders', { headers: metadata('no-cors', 'image', 'same-site') }],
  ['a link', '/api/auth/me', { headers: metadata('navigate', 'document') }],
  ['a form', '/api/auth/sign-in', { method: 'POST', body: 'email=a', headers: form }],
  ['a form of text', '/api/orders', { method: 'POST', body: '{}', headers: { ...form, 'content-type': 'text/plain' } }],
  ['a beacon', '/api/orders', { method: 'POST', body: 'x', headers: { ...metadata('no-cors', 'empty'), origin } }],
  ['a fetch by CORS', '/api/orders', { headers: { ...metadata('cors', 'empty'), origin } }],
  ['a fetch of nothing by CORS', '/api/nothing', { headers: { ...metadata('cors', 'empty'), origin } }, 'not-found'],
  ['a fetch of an old browser', '/api/orders', { headers: { origin } }],
  [
    'a form of an old browser',
    '/api/auth/sign-in',
    { method: 'POST', body: 'a', headers: { origin } },
    'unsupported-media-type',
  ],
  ['a sandboxed frame of an old browser', '/api/orders', { method: 'POST', body: 'a', headers: { origin: 'null' } }],
  ['a preflight', '/api/orders', { method: 'OPTIONS', headers: preflight }],
  ['a preflight of a sandboxed frame', '/api/orders', { method: 'OPTIONS', headers: { ...preflight, origin: 'null' } }],
]

/** What any page may show or link to, asked for wrongly. */
const mistaken = ['/livez?x=1', '/docs?x=1', '/assets/none.js'].map((path): [string, Call] => [
  path,
  { headers: metadata('no-cors', 'image') },
])

describe('a foreign page', () => {
  test.each(caused)('[S32] %s gets 403 and nothing else', async (_, path, request, ofEdge) => {
    const answer = await call(path, request)
    expectProblem(answer, (hasEdge && ofEdge) || 'origin-not-allowed')
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(answer.headers.vary).toContain('Origin')
  })

  test.each(['/livez', '/readyz', '/api/openapi.json', '/.well-known/jwks.json'])(
    'may show %s or link to it',
    async path => {
      for (const headers of [metadata('no-cors', 'image'), metadata('navigate', 'document')]) {
        expect((await call(path, { headers })).status).toBe(200)
      }
    },
  )

  test('may link to every page of the SPA', async () => {
    for (const path of ['/', '/docs', '/orders/anything']) {
      const answer = await call(path, { at: webOrigin, headers: metadata('navigate', 'document') })
      expect(answer.status).toBe(200)
    }
  })

  test('is not the SPA, which calls from the same origin or by CORS', async () => {
    const token = await tokenOf('member')
    for (const site of ['same-origin', 'same-site', 'cross-site']) {
      const headers = { ...metadata('cors', 'empty', site), origin: webOrigin }
      expect((await call('/api/orders', { token, headers })).status).toBe(200)
    }
    expect((await call('/api/orders', { token, headers: metadata('navigate', 'document', 'none') })).status).toBe(200)
  })
})

describe.skipIf(!seesAddresses)('[S62] penalty points for requests of a foreign page', () => {
  test('are not added: the address of the visitor keeps its limits', async () => {
    const [visitor, scanner] = ['127.21.0.1', '127.21.0.2']
    const token = await tokenOf('owner')
    const leftAt = async (from: string) => {
      const { headers } = await call('/api/orders', { token, from })
      return Number(/"read-ip";r=(\d+)/.exec(String(headers['ratelimit']))?.[1])
    }
    const before = await leftAt(visitor)
    const sent = [...caused.map(([, path, request]): [string, Call] => [path, request]), ...mistaken]
    for (const [path, request] of [...sent, ...sent, ...sent]) await call(path, { ...request, from: visitor })
    for (let sent = 0; sent < 30; sent++) await call('/livez?x=1', { ...mistaken[0]?.[1], from: visitor })
    // Points are written down in the order of their requests: these came later.
    for (let sent = 0; sent < 16; sent++) await call('/api/orders', { from: scanner, token: 'not.a.token' })
    await vi.waitFor(async () => expect(await leftAt(scanner)).toBeLessThan(before * 0.55), {
      timeout: 60_000,
      interval: 500,
    })
    expect(await leftAt(visitor)).toBeGreaterThan(before * 0.9)
  })
})

describe.skipIf(!seesAddresses)('[S76] unknown origins', () => {
  test('of one address are looked up within a budget, then get 429; known origins are served all the while', async () => {
    const from = '127.21.0.3'
    const statuses = new Set<number>()
    let limited: Awaited<ReturnType<typeof callOnce>> | undefined
    // Each node has a budget of its own, and an architecture up to three nodes.
    for (let sent = 0; sent < 150 && !limited; sent++) {
      const answer = await callOnce('/api/orders', { from, headers: { origin: `https://x${sent}.evil.example` } })
      statuses.add(answer.status)
      if (answer.status === 429) limited = answer
    }
    expect([...statuses]).toEqual([403, 429])
    if (!limited) throw new Error('nothing was limited')
    expectProblem(limited, 'quota-exceeded')
    expect(limited.headers['retry-after']).toMatch(/^[1-9]\d*$/)
    expect(limited.json()['violated-policies']).toEqual(['unknown-origins'])
    const headers = { origin: webOrigin }
    expect((await callOnce('/api/orders', { from, token: await tokenOf('member'), headers })).status).toBe(200)
  })
})
