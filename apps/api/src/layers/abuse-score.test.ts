import { problems } from '@palisade/contracts'
import fastify from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ProblemError } from '../http/problem.ts'
import { createAbuseScores, scoreAbuse } from './abuse-score.ts'

type Call = { keys: readonly string[]; points: number }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

function createRecorder() {
  const calls: Call[] = []
  const penalize = async (keys: readonly string[], points: number) => void calls.push({ keys, points })
  return { calls, abuse: createAbuseScores({ penalize }) }
}

test('[S62] points of many requests are stored together, every tenth of a second', () => {
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

test('[B5] [S62] a usual response causes no call to the store', async () => {
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

test('[S62] the address gets no points for requests that a foreign page causes', async () => {
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

test.each([
  ['unauthenticated', 0],
  ['second-factor-required', 0],
  ['stronger-sign-in-required', 0],
  ['invalid-token', 2],
  ['insufficient-scope', 2],
  ['validation-failed', 1],
] as const)('[S62] the problem %s costs the address %i points', async (code, points) => {
  const { calls, abuse } = createRecorder()
  const app = fastify()
  scoreAbuse(app, { abuse, ownOrigins: [] })
  app.decorateRequest('problem', null)
  app.decorateRequest('principal', null)
  app.get('/', async (request, reply) => {
    request.problem = new ProblemError(code)
    return reply.code(problems[code].status).send()
  })
  await app.inject('/')
  vi.advanceTimersByTime(100)
  expect(calls.reduce((sum, call) => sum + call.points, 0)).toBe(points)
})
