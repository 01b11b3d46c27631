import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { bodyMediaTypes, endpoints, exampleOf, type Problem } from '@palisade/contracts'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Nodes, signInAt, startNodes } from '../support/nodes.ts'

let system: Nodes
let tokens: string[]
let turn = 0
let admin: Redis

beforeAll(async () => {
  system = await startNodes(1)
  const users = ['owner', 'admin', 'member', 'partner'].map(role => `${role}@acme.test`)
  tokens = await Promise.all(users.map(email => signInAt(url(), email, system.password)))
  admin = new Redis(system.redis.url)
  admin.on('error', () => {})
})

afterAll(async () => {
  admin?.disconnect()
  await system?.stop()
})

const url = () => system.nodes[0]?.url ?? ''

type Answer = { status: number; code: string | undefined; policy: string; ms: number }

/** In turn for each user, so that none reaches a limit. */
async function ask(path = '/api/auth/me', init: RequestInit = {}): Promise<Answer> {
  const token = tokens[turn++ % tokens.length]
  const began = performance.now()
  const response = await fetch(url() + path, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  })
  const body = (await response.json()) as Partial<Problem>
  const policy = response.headers.get('ratelimit-policy') ?? ''
  return { status: response.status, code: body.code, policy, ms: performance.now() - began }
}

const signIn = () =>
  ask('/api/auth/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@acme.test', password: system.password, refreshTokenIn: 'body' }),
  })

const requestToken = () =>
  ask('/api/oauth/token', {
    method: 'POST',
    headers: { 'content-type': bodyMediaTypes.form },
    body: new URLSearchParams(exampleOf(endpoints['oauth.token'].request.body) as Record<string, string>).toString(),
  })

/** Requests one after the other until stopped. */
function startTraffic() {
  const answers: Answer[] = []
  let going = true
  const done = (async () => {
    while (going) {
      answers.push(await ask())
      await sleep(50)
    }
  })()
  return {
    answers,
    async stop() {
      going = false
      await done
      return answers
    },
  }
}

/** Limits as they are shared by all nodes: one process alone keeps half of each. */
const shared = /"read-user";q=600;w=60/
const alone = /"read-user";q=300;w=60/

async function untilShared(): Promise<void> {
  const until = Date.now() + 60_000
  while (Date.now() < until) {
    if (shared.test((await ask()).policy) && (await signIn()).status === 200) return
    await sleep(250)
  }
  throw new Error('the API does not come back to Redis')
}

/** The lines that the API has logged since the case began. */
let logged = 0
const logText = () => readFile(system.nodes[0]?.logFile ?? '', 'utf8')
const newLog = async () => (await logText()).slice(logged)

beforeEach(async () => {
  await untilShared()
  logged = (await logText()).length
})

/** After the fault: nothing fails, and the limits are shared again. */
async function expectRecovered(): Promise<void> {
  await untilShared()
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask()))
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
}

describe('[B7] Redis is killed', () => {
  test('reads continue at half the limit, sign-in and tokens of programs are closed, and all recover with Redis', async () => {
    const traffic = startTraffic()
    await system.redis.kill()
    await sleep(1_500)
    expect((await ask()).policy).toMatch(alone)
    expect(await signIn()).toMatchObject({ status: 503, code: 'unavailable' })
    // Nobody could tell whether an assertion was used before.
    expect(await requestToken()).toMatchObject({ status: 503, code: 'unavailable' })
    // It stays in the balance: every node is in the same state, and all of them taken out would serve nobody.
    for (const path of ['/livez', '/readyz']) expect((await fetch(url() + path)).status).toBe(200)
    await system.redis.start()
    await expectRecovered()
    // The breaker comes back slowly: it closes after 32 calls that went well.
    await vi.waitFor(async () => expect((await newLog()).includes('"state":"closed"')).toBe(true), 20_000)
    const answers = await traffic.stop()
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])

    const log = await newLog()
    const said = ['limit.store-failed', 'limit.breaker', 'limit.unavailable', 'open', 'half-open']
    expect(said.filter(word => !log.includes(`"${word}"`))).toEqual([])
  })
})

describe('[B7] Redis is slow', () => {
  test('a request waits a quarter of a second at most, and not at all after five failures', async () => {
    await admin.call('CLIENT', 'PAUSE', '3000', 'ALL')
    const answers: Answer[] = []
    for (let sent = 0; sent < 12; sent++) answers.push(await ask())
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(1_500)
    expect(answers.filter(({ ms }) => ms > 200).length).toBeLessThanOrEqual(8)
    expect(answers.at(-1)?.policy).toMatch(alone)
    await sleep(2_500)
    await expectRecovered()
  })
})

describe('[B7] Redis is restarted, and has forgotten everything', () => {
  test('no request fails, and the limits start again', async () => {
    const traffic = startTraffic()
    await system.redis.kill()
    await system.redis.start()
    await expectRecovered()
    const answers = await traffic.stop()
    expect(answers.length).toBeGreaterThan(5)
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  })
})

describe('[B7] Redis has lost its scripts', () => {
  test('no request fails after SCRIPT FLUSH under load', async () => {
    const traffic = startTraffic()
    for (let flushed = 0; flushed < 10; flushed++) {
      await admin.call('SCRIPT', 'FLUSH')
      await sleep(100)
    }
    const answers = await traffic.stop()
    expect(answers.length).toBeGreaterThan(5)
    for (const { status, policy } of answers) {
      expect(status).toBe(200)
      expect(policy).toMatch(shared)
    }
    expect((await newLog()).includes('limit.store-failed')).toBe(false)
  })
})
