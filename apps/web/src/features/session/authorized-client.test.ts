import type { Client } from '@palisade/contracts'
import { expect, test, vi } from 'vitest'
import { withRefresh } from './authorized-client.ts'
import type { Session } from './session.ts'

const fine = { ok: true, status: 200, data: 'data' }
const refused = { ok: false, status: 401, problem: { code: 'invalid-token' } }

test('a request whose token is refused is sent once more with a fresh one', async () => {
  const { client, plain, refresh } = setUp([refused, fine], true)
  expect(await client('orders.list', { query: { limit: 1 } })).toBe(fine)
  expect(refresh).toHaveBeenCalledExactlyOnceWith('token')
  expect(plain.mock.calls).toEqual([
    ['orders.list', { query: { limit: 1 } }],
    ['orders.list', { query: { limit: 1 } }],
  ])
})

test('a request is not sent a third time', async () => {
  const { client, plain } = setUp([refused, refused, fine], true)
  expect(await client('orders.list')).toBe(refused)
  expect(plain).toHaveBeenCalledTimes(2)
})

test('a request is not sent again once the session has ended', async () => {
  const { client, plain } = setUp([refused, fine], false)
  expect(await client('orders.list')).toBe(refused)
  expect(plain).toHaveBeenCalledTimes(1)
})

test('a request that is refused for another reason costs no refresh', async () => {
  const forbidden = { ok: false, status: 403, problem: { code: 'insufficient-scope' } }
  const { client, refresh } = setUp([forbidden], true)
  expect(await client('orders.list')).toBe(forbidden)
  expect(refresh).not.toHaveBeenCalled()
})

test('[S23] a request is not sent again as another user, who signed in on another tab meanwhile', async () => {
  const { client, plain } = setUp([refused, fine], true, 'somebody else')
  expect(await client('orders.create')).toBe(refused)
  expect(plain).toHaveBeenCalledTimes(1)
})

function setUp(answers: object[], isRefreshed: boolean, userAfterwards = 'user') {
  let id = 'user'
  const plain = vi.fn(async () => answers.shift())
  const refresh = vi.fn(async () => {
    id = userAfterwards
    return isRefreshed
  })
  const session = { accessToken: () => 'token', refresh, state: () => ({ status: 'signed-in', user: { id } }) }
  return { plain, refresh, client: withRefresh(plain as unknown as Client, session as unknown as Session) }
}
