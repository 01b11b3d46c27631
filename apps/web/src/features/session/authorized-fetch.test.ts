import { expect, test, vi } from 'vitest'
import { createAuthorizedFetch } from './authorized-fetch.ts'
import type { Session } from './session.ts'

const fine = () => Response.json({ items: [] })
const refused = () => Response.json({ code: 'invalid-token' }, { status: 401 })
const init = { method: 'POST', headers: { 'if-match': '"3"' }, body: '{}' }

test('a request whose token is refused is sent once more, unchanged, with a fresh token', async () => {
  const { fetch, sent, refresh } = setUp([refused(), fine()], 'fresh')
  expect((await fetch('/api/orders', init)).status).toBe(200)
  expect(refresh).toHaveBeenCalledExactlyOnceWith('stale')
  const headers = (token: string) => ({ 'if-match': '"3"', authorization: `Bearer ${token}` })
  expect(sent).toEqual([
    ['/api/orders', 'POST', '{}', headers('stale')],
    ['/api/orders', 'POST', '{}', headers('fresh')],
  ])
})

test('a request is sent twice at most', async () => {
  const { fetch, sent } = setUp([refused(), refused(), fine()], 'fresh')
  expect((await fetch('/api/orders', init)).status).toBe(401)
  expect(sent.length).toBe(2)
})

test('a request is not sent again once the session has ended', async () => {
  const { fetch, sent } = setUp([refused(), fine()], undefined)
  const response = await fetch('/api/orders', init)
  expect(await response.json()).toEqual({ code: 'invalid-token' })
  expect(sent.length).toBe(1)
})

test.each([
  [401, 'stronger-sign-in-required'],
  [403, 'insufficient-scope'],
])('a request that is refused with %i %s costs no refresh', async (status, code) => {
  const { fetch, refresh } = setUp([Response.json({ code }, { status })], 'fresh')
  expect((await fetch('/api/orders', init)).status).toBe(status)
  expect(refresh).not.toHaveBeenCalled()
})

test('[S23] a request is not repeated as another user who signed in on another tab meanwhile', async () => {
  const { fetch, sent } = setUp([refused(), fine()], 'fresh', 'somebody else')
  expect((await fetch('/api/orders', init)).status).toBe(401)
  expect(sent.length).toBe(1)
})

function setUp(responses: Response[], next: string | undefined, userAfterwards = 'user') {
  const sent: unknown[] = []
  let id = 'user'
  let token: string | undefined = 'stale'
  const network: typeof globalThis.fetch = async (input, init) => {
    sent.push([input, init?.method, init?.body, Object.fromEntries(new Headers(init?.headers))])
    return responses.shift() ?? Response.error()
  }
  const refresh = vi.fn(async () => {
    token = next
    id = userAfterwards
    return next !== undefined
  })
  const session = { accessToken: () => token, refresh, state: () => ({ status: 'signed-in', user: { id } }) }
  return { sent, refresh, fetch: createAuthorizedFetch(session as unknown as Session, network) }
}
