import { apiHeaders, forwardedPreflights, limitClasses } from '@palisade/contracts'
import { compilePolicy, declaredPolicy } from '@palisade/edge'
import { describe, expect, it } from 'vitest'
import { ratePerMinute } from '../../packages/edge/src/nginx/render-limits.ts'
import { secondsUntilOneFits } from '../../packages/edge/src/nginx/render-problems.ts'
import { expectNothingOf } from './edge-expectations.ts'
import { type Answer, missingEdge, send, sendRaw, useEdge } from './test-client.ts'

const skipped = missingEdge()

describe.skipIf(skipped)(`limits at the edge of one VPS${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  it('[S40] [S45] [S48] [S49] [S103] a burst of sign-ins gets 429, and reads continue', async () => {
    const { burst, limit, windowMs } = limitClasses.session.perIp
    const guess = (count: number) =>
      Promise.all(
        Array.from({ length: count }, () =>
          send(running.edge, '/api/auth/sign-in', { headers: { origin: running.edge.url }, json: {} }),
        ),
      )
    const began = performance.now()
    const answers: Answer[] = []
    while (answers.length < burst + 30) answers.push(...(await guess(10)))

    const refused = answers.filter(answer => answer.status === 429)
    const taken = answers.length - refused.length
    // The bucket holds the burst and one more, and leaks meanwhile.
    const leaked = Math.ceil(((performance.now() - began) * limit) / windowMs)
    expect(refused.length).toBeGreaterThan(0)
    expect(taken).toBeGreaterThanOrEqual(burst)
    expect(taken).toBeLessThanOrEqual(burst + 1 + leaked)
    for (const answer of refused) {
      expect(answer.json()).toMatchObject({
        status: 429,
        code: 'quota-exceeded',
        requestId: answer.headers['x-request-id'],
      })
      expect(answer.headers).toMatchObject({
        ...apiHeaders,
        'content-type': 'application/problem+json',
        'retry-after': '1',
        'access-control-allow-origin': running.edge.url,
      })
    }
    expect((await send(running.edge, '/api/orders')).status).toBe(200)
    expect(running.echo.seen.filter(({ url }) => url === '/api/auth/sign-in')).toHaveLength(taken)
  })

  it('[S40] [S76] an address gets few preflights forwarded at once, and public documents have a limit of their own', async () => {
    const { burst, limit, windowMs } = forwardedPreflights
    const from = { localAddress: '127.0.0.40' }
    const ask = (index: number) =>
      send(running.edge, '/api/orders', {
        method: 'OPTIONS',
        headers: { origin: `https://x${index}.tenant.example`, 'access-control-request-method': 'POST' },
        ...from,
      })
    const began = performance.now()
    const statuses: number[] = []
    while (statuses.length < 10 * burst && !statuses.includes(429)) {
      const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => ask(statuses.length + index)))
      statuses.push(...answers.map(({ status }) => status))
    }
    const taken = statuses.filter(status => status !== 429).length
    const leaked = Math.ceil(((performance.now() - began) * limit) / windowMs)
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
    expect(taken).toBeGreaterThanOrEqual(burst)
    expect(taken).toBeLessThanOrEqual(burst + 1 + leaked)
    const documents = await Promise.all(Array.from({ length: burst }, () => send(running.edge, '/livez', from)))
    expect(new Set(documents.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('[S40] what a page of another site has its visitor send takes nothing from the visitor’s own limits', async () => {
    const from = { localAddress: '127.0.0.41' }
    const refresh = (origin: string) =>
      send(running.edge, '/api/auth/refresh', { method: 'POST', headers: { origin }, ...from })
    const statuses: number[] = []
    while (statuses.length < 10 * limitClasses.session.perIp.burst && !statuses.includes(429)) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => refresh('https://evil.example')))
      statuses.push(...answers.map(({ status }) => status))
    }
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
    const own = await Promise.all(Array.from({ length: 20 }, () => refresh(running.edge.url)))
    expect(new Set(own.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('the connection of a slow client is closed, in the header and in the body', async () => {
    const head =
      'POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n'
    const drip = Array.from({ length: 12 }, (_, index) => [`X-${index}: 1\r\n`, 1_000]).flat()
    const slow = () => Promise.all([sendRaw(running.edge, head, ...drip), sendRaw(running.edge, `${head}\r\n{"note":`)])
    for (const text of await expectNothingOf(running, slow)) expect(text).toMatch(/^(?:HTTP\/1\.1 4|$)/)
  })

  it('[S40] a safe request and one that is inspected count in the same bucket', async () => {
    const { burst, limit, windowMs } = limitClasses.read.perIp
    const agents = ['node', 'an unknown client', 'node', 'an unknown client']
    const ask = () =>
      Promise.all(agents.map(agent => send(running.edge, '/api/auth/me', { headers: { 'user-agent': agent } })))
    const began = performance.now()
    const statuses: number[][] = []
    while (statuses.length * agents.length < 2 * burst) statuses.push((await ask()).map(({ status }) => status))
    const leaked = Math.ceil(((performance.now() - began) * limit) / windowMs)
    expect(statuses.flat().filter(status => status === 200).length).toBeLessThanOrEqual(burst + 2 + leaked)
    expect(new Set(statuses.flat())).toEqual(new Set([200, 429]))
    // Either kind is refused.
    for (const [kind] of ['safe', 'inspected'].entries()) {
      expect(statuses.some(answers => answers[kind] === 429)).toBe(true)
    }
  })
})

describe('a limit class as Nginx counts it', () => {
  it('is a rate in whole requests a minute', () => {
    expect(ratePerMinute('x', 10, 10_000)).toBe(60)
    expect(ratePerMinute('x', 1_200, 60_000)).toBe(1_200)
    expect(() => ratePerMinute('x', 1, 3_600_000)).toThrow('Limit class x')
    expect(() => ratePerMinute('x', 7, 61_000)).toThrow('Limit class x')
  })

  it('[S60] refuses nothing in shadow mode', () => {
    const policy = declaredPolicy()
    const onTrial = { limit: 60, windowMs: 60_000, burst: 1, mode: 'shadow' } as const
    const compiled = compilePolicy({ ...policy, limitsPerIp: { ...policy.limitsPerIp, search: onTrial } })
    const dryRuns = [...compiled].filter(([, text]) => text.includes('limit_req_dry_run on;')).map(([path]) => path)
    expect(dryRuns).toEqual(['limits/search.conf'])
    expect(compiled.get('endpoints.conf')).toMatch(
      /location = \/endpoint\/orders\.search \{\n\s+internal;\n\s+include \.\.\/generated\/limits\/search\.conf;/,
    )
  })

  it('says when the next request fits', () => {
    const policy = declaredPolicy()
    expect(secondsUntilOneFits(policy)).toBe(1)
    expect(secondsUntilOneFits({ ...policy, limitsPerIp: { x: { limit: 6, windowMs: 60_000, burst: 1 } } })).toBe(10)
  })
})
