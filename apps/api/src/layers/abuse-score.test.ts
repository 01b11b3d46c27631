import fastify from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAbuseScores, scoreAbuse } from './abuse-score.ts'

type Call = { keys: readonly string[]; points: number }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

function createRecorder() {
  const calls: Call[] = []
  const penalize = async (keys: readonly string[], points: number) => void calls.push({ keys, points })
  return { calls, abuse: createAbuseScores({ penalize }) }
}

test('[S62] points of many requests are written down together, once a tenth of a second', () => {
  const { calls, abuse } = createRecorder()
  for (let request = 0; request < 50; request++) {
    abuse.add('192.0.2.1', 2)
    abuse.add('192.0.2.2', 2)
  }
  abuse.add('user', 1)
  expect(calls).toEqual([])
  vi.advanceTimersByTime(100)
  expect(calls).toEqual([
    { keys: ['192.0.2.1', '192.0.2.2'], points: 100 },
    { keys: ['user'], points: 1 },
  ])
})

test('[B5] [S62] an answer that is usual causes no call at all', async () => {
  const { calls, abuse } = createRecorder()
  const app = fastify()
  scoreAbuse(app, { abuse, ownOrigins: ['https://app.example.com'] })
  app.decorateRequest('problem', null)
  app.decorateRequest('principal', null)
  app.get('/:status', async (request, reply) =>
    reply.code(Number((request.params as { status: string }).status)).send(),
  )
  for (const status of [200, 304, 409, 500, 503]) await app.inject(`/${status}`)
  vi.advanceTimersByTime(100)
  expect(calls).toEqual([])
  for (const status of [401, 404]) await app.inject(`/${status}`)
  vi.advanceTimersByTime(100)
  expect(calls).toEqual([{ keys: ['127.0.0.1'], points: 3 }])
})

test('[S62] the address gets no points for what a page of others makes the browser of its visitor send', async () => {
  const { calls, abuse } = createRecorder()
  const app = fastify()
  scoreAbuse(app, { abuse, ownOrigins: ['https://app.example.com'] })
  app.decorateRequest('problem', null)
  app.decorateRequest('principal', null)
  app.get('/', async (_request, reply) => reply.code(404).send())
  const image = (site: string) => ({ 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' })
  const ofOthers = [
    image('cross-site'),
    image('same-site'),
    { origin: 'https://shop.tenant.example' },
    { origin: 'null' },
  ]
  for (const headers of ofOthers) await app.inject({ url: '/', headers })
  vi.advanceTimersByTime(100)
  expect(calls).toEqual([])
  for (const headers of [{}, image('same-origin'), { origin: 'https://app.example.com' }]) {
    await app.inject({ url: '/', headers })
  }
  vi.advanceTimersByTime(100)
  expect(calls).toEqual([{ keys: ['127.0.0.1'], points: 3 }])
})
