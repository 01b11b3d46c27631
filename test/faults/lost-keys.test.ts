import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ResponseOf } from '@palisade/contracts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readKeysCommand, runKeys } from '../../apps/api/src/cli/run-keys.ts'
import { send } from '../support/clients/send.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'

let system: Nodes

beforeAll(async () => {
  system = await startNodes(2)
})

afterAll(() => system?.stop())

const useBoth = (token: string) =>
  Promise.all(
    system.nodes.map(async ({ url }) => {
      const headers = { authorization: `Bearer ${token}` }
      return (await send(url, '/api/auth/me', { headers })).status
    }),
  )

test('[B7] when the signing keys are lost, a new one takes over, and refresh tokens still work', async () => {
  const url = system.nodes[0]?.url ?? ''
  const json = { email: 'owner@acme.test', password: system.password, refreshTokenIn: 'body' }
  const before = (await send(url, '/api/auth/sign-in', { method: 'POST', json })).json<ResponseOf<'auth.sign-in'>>()
  expect(await useBoth(before.accessToken)).toEqual([200, 200])

  for (const name of await readdir(system.keysFolder)) await rm(join(system.keysFolder, name))
  await runKeys(system.keysFolder, readKeysCommand(['add']))

  await vi.waitFor(async () => expect(await useBoth(before.accessToken)).toEqual([401, 401]), { timeout: 20_000 })
  const { refreshToken } = before
  const answer = await send(url, '/api/auth/refresh', { method: 'POST', json: { refreshToken } })
  expect(answer.status).toBe(200)
  expect(await useBoth(answer.json<ResponseOf<'auth.refresh'>>().accessToken)).toEqual([200, 200])
})
