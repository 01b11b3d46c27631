import { describe, expect, inject, test, vi } from 'vitest'
import { type Call, call } from '../support/http.ts'
import { tokenOf } from '../support/users.ts'

const { hasEdge, seesAddresses } = inject('target')

/**
 * Points are written down a moment after the answer; those of the edge when its log is read. Each look costs a unit, so
 * that looking more often would by itself leave less.
 */
const soon = (see: () => Promise<void>, timeout = 60_000) => vi.waitFor(see, { timeout, interval: 500 })

/** What is left to this address, as a request for something harmless tells it. */
async function leftAt(from: string): Promise<number> {
  const answer = await call('/api/orders', { token: await tokenOf('owner'), from })
  return Number(/"read-ip";r=(\d+)/.exec(String(answer.headers['ratelimit']))?.[1])
}

async function repeat(times: number, path: string, request: Call): Promise<void> {
  for (let sent = 0; sent < times; sent++) await call(path, request)
}

describe.skipIf(!seesAddresses)('[S62] a caller who misuses the API', () => {
  test('gets lower limits at their own address only, and the normal limits again a minute later', async () => {
    const [scanner, neighbour] = ['127.20.0.1', '127.20.0.2']
    const before = await leftAt(scanner)
    await repeat(16, '/api/orders', { from: scanner, token: 'not.a.token' })
    await soon(async () => expect(await leftAt(scanner)).toBeLessThan(before * 0.55))
    expect(await leftAt(neighbour)).toBeGreaterThan(before * 0.9)
    await soon(async () => expect(await leftAt(scanner)).toBeGreaterThan(before * 0.9), 150_000)
  })

  test('gets lower limits at every address: the points belong to the user', async () => {
    const left = async (from: string) => {
      const answer = await call('/api/orders', { token: await tokenOf('partner', 'globex'), from })
      return Number(/"read-user";r=(\d+)/.exec(String(answer.headers['ratelimit']))?.[1])
    }
    const before = await left('127.20.0.3')
    await repeat(16, '/api/tenant', { from: '127.20.0.4', token: await tokenOf('partner', 'globex') })
    await soon(async () => expect(await left('127.20.0.5')).toBeLessThan(before * 0.55))
  })

  test.skipIf(!hasEdge)('gets penalty points for requests that the edge blocks', async () => {
    const attacker = '127.20.0.6'
    const before = await leftAt(attacker)
    await repeat(5, '/api/orders/search?q=../../../../etc/passwd', { from: attacker, token: await tokenOf('member') })
    await soon(async () => expect(await leftAt(attacker)).toBeLessThan(before * 0.55))
  })
})
