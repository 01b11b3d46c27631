import { readFile } from 'node:fs/promises'
import { kill } from 'node:process'
import { apiHeaders } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { startEdge } from '../support/native/index.ts'
import { expectNothingOf, expectProblem, inspectionOf } from './edge-expectations.ts'
import { order, otherText, partner, plainText, script } from './edge-samples.ts'
import { type Answer, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()

describe.skipIf(skipped)(`without a WAF that answers${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const ask = (sent: Sent, path = '/api/orders') => {
    const headers = { 'user-agent': 'node', origin: partner, ...sent.headers }
    return send(running.edge, path, { ...sent, headers })
  }

  /** What needs no inspection passes; what needs one is refused as a problem, and never reaches the API. */
  async function expectFailsClosed(withinMs: number): Promise<void> {
    const plain = order({ note: plainText }, { description: plainText })
    for (const sent of [{}, { json: { note: plainText } }, { json: plain }]) {
      const answer = await ask(sent)
      expect([answer.status, await inspectionOf(running.edge, answer)]).toEqual([200, 'unneeded'])
    }
    const refused: Answer[] = []
    for (const sent of [
      { json: order({ note: otherText }) },
      { json: order({ note: script }) },
      { json: { lines: [{ description: script }] } },
      { headers: { 'user-agent': 'an unknown client' } },
    ]) {
      const began = performance.now()
      refused.push(await expectNothingOf(running, () => ask(sent)))
      expect(performance.now() - began).toBeLessThan(withinMs)
    }
    refused.push(await expectNothingOf(running, () => ask({}, `/api/orders/search?q=${encodeURIComponent(otherText)}`)))
    for (const answer of refused) {
      expectProblem(answer, 503, 'unavailable')
      expect(answer.headers).toMatchObject({
        ...apiHeaders,
        'retry-after': '1',
        'access-control-allow-origin': partner,
      })
      expect(await inspectionOf(running.edge, answer)).toBe('unavailable')
    }
    const errors = await running.edge.errorLog()
    for (const text of ['alert(1)', '/search?', encodeURIComponent(otherText)]) expect(errors).not.toContain(text)
  }

  it('[B7] that is frozen, what needs no inspection passes, and the rest is refused within 3 seconds', async () => {
    expect((await ask({ json: { note: otherText } })).status).toBe(200)
    const master = running.edge.waf.pid
    const workers = (await readFile(`/proc/${master}/task/${master}/children`, 'utf8')).trim().split(/\s+/).map(Number)
    expect(workers.length).toBeGreaterThan(0)
    try {
      for (const worker of workers) kill(worker, 'SIGSTOP')
      await expectFailsClosed(3_000)
    } finally {
      for (const worker of workers) kill(worker, 'SIGCONT')
    }
    await expect.poll(async () => (await ask({ json: { note: otherText } })).status, { timeout: 20_000 }).toBe(200)
    expectProblem(await expectNothingOf(running, () => ask({ json: { note: script } })), 403, 'blocked')
  })

  it('[B7] that is stopped, what needs no inspection passes, and the rest is refused at once', async () => {
    await running.edge.waf.stop()
    await expectFailsClosed(1_000)
  })

  it('nothing passes that has to be inspected, from the first request on', async () => {
    const alone = await startEdge({ upstreamPort: running.echo.port })
    try {
      await alone.waf.stop()
      const asked = () => send(alone, '/api/orders', { json: { note: script } })
      expectProblem(await expectNothingOf(running, asked), 503, 'unavailable')
    } finally {
      await alone.stop()
    }
  })
})
