import { maxText } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { startEdge } from '../support/native/index.ts'
import { missingEdge, send, startEcho } from './test-client.ts'

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
const INSPECTIONS = 400
/** Addresses that read. */
const READERS = 20

describe.skipIf(skipped)(`a WAF that has more to do than it can${skipped ? ` (${skipped})` : ''}`, () => {
  it('[B7] [S96] answers safe reads meanwhile, and what has to wait too long gets 503 and Retry-After', async () => {
    await using undo = new AsyncDisposableStack()
    const echo = await startEcho()
    undo.defer(async () => echo.stop())
    const edge = await startEdge({ upstreamPort: echo.port })
    undo.defer(edge.stop)
    /** From an address of its own each time, so that no limit answers. */
    const from = (index: number) => ({ localAddress: `127.30.${index >> 6}.${1 + (index % 64)}` })

    let inspected = 0
    const orders = Promise.all(
      Array.from({ length: INSPECTIONS }, (_, index) =>
        send(edge, '/api/orders', { json: costly, ...from(index) }).finally(() => (inspected += 1)),
      ),
    )
    let reads = 0
    for (; inspected < INSPECTIONS; reads += 1) {
      const answer = await send(edge, '/api/orders', {
        headers: { 'user-agent': 'node' },
        ...from(INSPECTIONS + (reads % READERS)),
      })
      expect(answer.status).toBe(200)
    }
    // A read waits for a processor, and not for the inspections before it: behind all of them, only the first would
    // be answered before the last of them.
    expect(reads).toBeGreaterThan(10)
    const answers = await orders
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
