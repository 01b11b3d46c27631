import { readFile } from 'node:fs/promises'
import { kill } from 'node:process'
import { apiHeaders } from '@palisade/contracts'
import { describe, expect, it } from 'vitest'
import { startEdge } from '../support/native/index.ts'
import { expectNothingOf, expectProblem, inspectionOf } from './edge-expectations.ts'
import { order, otherText, partner, plainText, script } from './edge-samples.ts'
import { sendAtOnce, underFlood } from './flood.ts'
import { type Answer, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
/** More than may be inspected or wait. */
const AT_ONCE = 40

describe.skipIf(skipped)(`with a WAF${skipped ? ` (${skipped})` : ''}`, () => {
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

  async function signalWorkers(signal: NodeJS.Signals): Promise<void> {
    const master = running.edge.waf.pid
    const workers = (await readFile(`/proc/${master}/task/${master}/children`, 'utf8')).trim().split(/\s+/).map(Number)
    expect(workers.length).toBeGreaterThan(0)
    for (const worker of workers) kill(worker, signal)
  }

  async function expectInspects(): Promise<void> {
    await expect.poll(async () => (await ask({ json: { note: otherText } })).status, { timeout: 20_000 }).toBe(200)
    expectProblem(await expectNothingOf(running, () => ask({ json: { note: script } })), 403, 'blocked')
  }

  it('[B7] that is frozen, safe requests pass, and all others are refused within 3 seconds', async () => {
    expect((await ask({ json: { note: otherText } })).status).toBe(200)
    try {
      await signalWorkers('SIGSTOP')
      await expectFailsClosed(3_000)
    } finally {
      await signalWorkers('SIGCONT')
    }
    await expectInspects()
  })

  it('[B7] that is frozen under a flood, every read passes meanwhile, and nothing of the flood', async () => {
    const posts = () => running.echo.seen.filter(({ method }) => method === 'POST').length
    const before = posts()
    try {
      await signalWorkers('SIGSTOP')
      const inspect = (from: Sent) => ask({ json: { note: otherText }, ...from })
      const flood = await underFlood(AT_ONCE, inspect, async () => {
        for (let reads = 0; reads < 10; reads += 1) expect((await ask({})).status).toBe(200)
      })
      for (const answer of flood) expectProblem(answer, 503, 'unavailable')
      expect(posts()).toBe(before)
    } finally {
      await signalWorkers('SIGCONT')
    }
    await expectInspects()
  })

  it('[B7] whose workers are killed while they inspect, nothing passes unread, and new ones inspect', async () => {
    // Costly, so that many are under way.
    const attack = order({ note: `${'"if" '.repeat(390)}${script}` })
    const answers = await expectNothingOf(running, async () => {
      const asked = sendAtOnce(AT_ONCE, from => ask({ json: attack, ...from }))
      await Promise.race(asked)
      await signalWorkers('SIGKILL')
      return Promise.all(asked)
    })
    for (const { status } of answers) expect([403, 503]).toContain(status)
    await expectInspects()
  })

  it('[B7] that is stopped, safe requests pass, and all others are refused at once', async () => {
    await running.edge.waf.stop()
    await expectFailsClosed(1_000)
  })

  it('that never answered, no request that needs an inspection passes', async () => {
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
