import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Embedded, startEmbedded } from '../support/targets/embedded.ts'

let embedded: Embedded

beforeAll(async () => {
  embedded = await startEmbedded(process.cwd())
})

afterAll(() => embedded.stop())

test('[B7] a process that gets SIGTERM answers the request in progress, and then stops cleanly', async () => {
  const { baseUrl, password, child } = embedded
  const body = JSON.stringify({ email: 'owner@acme.test', password })
  const half = request(`${baseUrl}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length },
  })
  const answered = once(half, 'response')
  half.write(body.slice(0, 10))
  // A request that is answered later than the half one began: the server has that one in hand.
  for (let sent = 0; sent < 3; sent++) expect((await fetch(`${baseUrl}/livez`)).status).toBe(200)

  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await vi.waitFor(() => expect(fetch(`${baseUrl}/livez`)).rejects.toThrow(), 60_000)
  half.end(body.slice(10))

  const [response] = await answered
  expect(response.statusCode).toBe(200)
  response.resume()
  expect(await exited).toEqual([0, null])
})
