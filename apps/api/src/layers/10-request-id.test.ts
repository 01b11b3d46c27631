import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { createTrustedProxies } from '../http/trusted-proxies.ts'
import { createRequestIds } from './10-request-id.ts'

const createRequestIdsOf = (proxies: string[]) => createRequestIds(createTrustedProxies(proxies))

const id = 'a'.repeat(32)

const requestFrom = (remoteAddress: string, given: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-request-id': given } }) as unknown as IncomingMessage

test('[B4] the API takes over the request id of the edge', () => {
  const next = createRequestIdsOf(['10.0.0.0/8', '::1'])
  expect(next(requestFrom('10.1.2.3', id))).toBe(id)
  expect(next(requestFrom('::1', id))).toBe(id)
})

test('the API ignores the request id of any other caller', () => {
  const next = createRequestIdsOf(['10.0.0.1'])
  expect(next(requestFrom('10.0.0.2', id))).not.toBe(id)
  expect(next(requestFrom('10.0.0.1', 'x"}\n{"level":"error'))).toMatch(/^[0-9a-f]{32}$/)
})
