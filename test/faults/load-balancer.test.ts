import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResponseOf } from '@palisade/contracts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Answer, type Call, send } from '../support/clients/send.ts'
import { plainDraft } from '../support/samples.ts'
import { type NativeTiers, startTiers } from '../support/targets/native-tiers.ts'

const password = 'a password for tests alone'
/** Longer than Nginx keeps an idle connection to a node. */
const drainMs = 6_000
const patience = { timeout: 90_000, interval: 100 }

let system: NativeTiers

beforeAll(async () => {
  system = await startTiers({ architecture: 'spa-mobile', password, drainMs })
})

afterAll(() => system?.stop())

/** On a connection of its own: what a caller keeps open is not what is tried here. */
const ask = (path: string, call: Call) => send(system.edge.apiUrl, path, { agent: false, ...call })

/** One user who reads all the time, and places orders that differ by the email of their customer. */
async function startCaller(name: string) {
  const email = `${name}@acme.test`
  const signedIn = await ask('/api/auth/sign-in', { method: 'POST', json: { email, password, refreshTokenIn: 'body' } })
  const headers = { authorization: `Bearer ${signedIn.json<ResponseOf<'auth.sign-in'>>().accessToken}` }
  const answers: { method: string; status: number }[] = []
  const ordered: string[] = []
  let running = true

  async function keep(method: string, everyMs: number, once: () => Promise<Answer>): Promise<void> {
    while (running) {
      const { status } = await once()
      answers.push({ method, status })
      await sleep(everyMs)
    }
  }

  /** As a client does that was not answered: again, under the same key, until it knows. */
  async function order(): Promise<Answer> {
    const customerEmail = `${randomUUID()}@load.example`
    const idempotencyKey = randomUUID()
    const attempt = () =>
      ask('/api/orders', {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': idempotencyKey },
        json: { ...plainDraft, customerEmail },
      })
    const first = await attempt()
    let last = first
    for (let tries = 0; tries < 20 && last.status !== 201; tries++) {
      await sleep(200)
      last = await attempt()
    }
    if (last.status === 201) ordered.push(customerEmail)
    return first
  }

  const finished = Promise.all([
    keep('GET', 150, () => ask('/api/orders?limit=5', { headers })),
    keep('GET', 300, () => ask('/api/auth/me', { headers })),
    keep('POST', 500, order),
  ])
  const stop = async () => {
    running = false
    await finished
  }
  return { answers, ordered, headers, stop }
}

async function customersOf(headers: Record<string, string>): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await ask(`/api/orders?limit=100${cursor && `&cursor=${cursor}`}`, { headers })
    const { items, nextCursor } = answer.json<ResponseOf<'orders.list'>>()
    found.push(...items.map(item => item.customerEmail))
    cursor = nextCursor ?? null
  }
  return found
}

async function underLoad(fault: () => Promise<void>) {
  const callers = await Promise.all(['owner', 'admin', 'member'].map(startCaller))
  const placed = (count: number) =>
    vi.waitFor(() => expect(callers.flatMap(caller => caller.ordered).length).toBeGreaterThanOrEqual(count), patience)
  await placed(6)
  await fault()
  await placed(callers.flatMap(caller => caller.ordered).length + 6)
  await Promise.all(callers.map(caller => caller.stop()))
  const answers = callers.flatMap(caller => caller.answers)
  const customers = await customersOf(callers[0]?.headers ?? {})
  const ordered = callers.flatMap(caller => caller.ordered)
  const timesPlaced = ordered.map(email => customers.filter(customer => customer === email).length)
  return { answers, timesPlaced, failed: answers.filter(({ status }) => status >= 300) }
}

test('[S66] [B7] a node is drained under load, and no request fails', async () => {
  const { answers, timesPlaced, failed } = await underLoad(async () => {
    expect(await system.nodes[0]?.kill('SIGTERM')).toBe(0)
  })
  expect(failed).toEqual([])
  expect(answers.filter(({ method }) => method === 'POST').length).toBe(timesPlaced.length)
  expect(timesPlaced.length).toBeGreaterThan(10)
  expect(new Set(timesPlaced)).toEqual(new Set([1]))
})

test('[S66] [B7] a node dies under load: every read is answered, and no order is lost or placed twice', async () => {
  const { answers, timesPlaced, failed } = await underLoad(async () => {
    expect(await system.nodes[1]?.kill('SIGKILL')).toBe(null)
    await sleep(4_000)
  })
  expect(failed.filter(({ method }) => method === 'GET')).toEqual([])
  // An order in the hands of the node that died is answered with 503, and placed when it is sent again.
  expect(failed.filter(({ status }) => status !== 503)).toEqual([])
  expect(answers.filter(({ method }) => method === 'POST').length).toBe(timesPlaced.length)
  expect(timesPlaced.length).toBeGreaterThan(10)
  expect(new Set(timesPlaced)).toEqual(new Set([1]))
})

test('[B7] a stopping node closes the connection of a read without an answer, and of a write after its answer', async () => {
  const node = system.nodes[2]
  const askNode = async (path: string, init: RequestInit = {}) => {
    const { status, headers } = await fetch(`${node?.url}${path}`, init)
    return { status, connection: headers.get('connection') }
  }
  const body = JSON.stringify({ email: 'member@acme.test', password, refreshTokenIn: 'body' })
  const signIn = () =>
    askNode('/api/auth/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(await askNode('/readyz')).toEqual({ status: 200, connection: 'keep-alive' })
  expect(await signIn()).toEqual({ status: 200, connection: 'keep-alive' })

  const ended = node?.kill('SIGTERM')
  await vi.waitFor(() => expect(askNode('/readyz')).rejects.toThrow(), drainMs / 2)
  for (const path of ['/readyz', '/.well-known/jwks.json']) {
    for (const method of ['GET', 'HEAD']) {
      await expect(askNode(path, { method })).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } })
    }
  }
  expect(await signIn()).toEqual({ status: 200, connection: 'close' })
  expect(await ended).toBe(0)
})
