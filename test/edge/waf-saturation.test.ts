import { maxText } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { startEdge } from '../support/native/index.ts'
import { underFlood } from './flood.ts'
import { missingEdge, type Sent, send, startEcho } from './test-client.ts'

const skipped = missingEdge()

/** As much text as an order may have, of which the WAF has to read each character. */
const costly = {
  note: '"if" '.repeat(400),
  lines: Array.from({ length: Math.floor((maxText.chars - 2_000) / 200) }, () => ({
    sku: 'A',
    description: '(…"…) '.repeat(33),
    quantity: 1,
    unitPriceMinor: 1,
  })),
}
/** More than may be inspected or wait. */
const AT_ONCE = 40
const ROUNDS = 5

describe.skipIf(skipped)(`with a saturated WAF${skipped ? ` (${skipped})` : ''}`, () => {
  it('[B7] [S96] safe reads, preflights, health checks and pages are answered, and inspections that wait too long get 503 and Retry-After', async () => {
    await using undo = new AsyncDisposableStack()
    const echo = await startEcho()
    undo.defer(async () => echo.stop())
    const edge = await startEdge({ upstreamPort: echo.port })
    undo.defer(edge.stop)
    const preflight = { origin: edge.url, 'access-control-request-method': 'POST' }
    const uninspected: readonly [number, string, Sent][] = [
      [200, '/api/orders', {}],
      [204, '/api/orders', { method: 'OPTIONS', headers: preflight }],
      [200, '/livez', {}],
      [200, '/', {}],
    ]
    const order = (from: Sent) => send(edge, '/api/orders', { json: costly, ...from })
    const answers = await underFlood(AT_ONCE, order, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [status, path, sent] of uninspected) {
          const answer = await send(edge, path, { ...sent, headers: { 'user-agent': 'node', ...sent.headers } })
          expect(answer.status, path).toBe(status)
        }
      }
    })
    const statuses = Map.groupBy(answers, ({ status }) => status)
    const refused = statuses.get(503) ?? []
    expect([...statuses.keys()].filter(status => status !== 200)).toEqual([503])
    for (const { headers, json } of refused) {
      expect(headers['retry-after']).toBe('1')
      expect(json()).toMatchObject({ code: 'unavailable' })
    }
    expect(echo.seen.filter(({ method }) => method === 'POST')).toHaveLength(answers.length - refused.length)
  })
})
