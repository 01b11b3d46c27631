import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { apiHeaders, clockToleranceMs, corsPolicy } from '@palisade/contracts'
import { createCorsPolicy } from '@palisade/security/cors'
import { createTokenVerifier, loadKeyRing } from '@palisade/security/jwt'
import {
  type AdmissionRequest,
  createMemoryStore,
  createRedisStore,
  definePolicy,
  rateLimitFields,
} from '@palisade/security/rate-limit'
import { parseStrictJson } from '@palisade/security/request'
import { Redis } from 'ioredis'
import { createDeclaredRequests } from '../../apps/api/src/http/declared-requests.ts'
import { median } from '../support/median.ts'
import { audience, issuer, origin, path } from './work.ts'

export type StepsOrder = { redisUrl: string; keysFolder: string; tokens: string[]; forged: string[]; rounds: number }

export type StepFigure = { name: string; us: number }

/** Processor time that one step of the chain takes by itself, in this process. */
async function measureSteps({ rounds, ...order }: StepsOrder): Promise<StepFigure[]> {
  const redis = new Redis(order.redisUrl)
  const figures: StepFigure[] = []
  for (const [name, step] of Object.entries(await createSteps(redis, order))) {
    figures.push({ name, us: await measureStep(step, rounds) })
  }
  redis.disconnect()
  return figures
}

/** A step is called with the number of the call. One that works for many calls at once does so in every so many. */
type Step = (call: number) => unknown

const roundUs = 60_000

async function measureStep(step: Step, rounds: number): Promise<number> {
  const perCall: number[] = []
  let calls = 16
  for (let round = -2; round < rounds; round += 1) {
    const us = await timeOf(step, calls)
    if (round >= 0) perCall.push(us / calls)
    calls = Math.min(Math.max(16, Math.round((calls * roundUs) / Math.max(us, 1))), 500_000)
  }
  return median(perCall)
}

async function timeOf(step: Step, calls: number): Promise<number> {
  const start = process.cpuUsage()
  for (let call = 0; call < calls; call += 1) {
    const pending = step(call)
    if (pending instanceof Promise) await pending
  }
  const { user, system } = process.cpuUsage(start)
  return user + system
}

async function createSteps(redis: Redis, order: Omit<StepsOrder, 'rounds'>): Promise<Record<string, Step>> {
  const { tokens, forged } = order
  const policy = createCorsPolicy({ ...corsPolicy, origins: [origin], production: true, methods: ['GET', 'POST'] })
  const allowList = createDeclaredRequests()
  const keys = await loadKeyRing({ folder: order.keysFolder })
  const verifier = createTokenVerifier({ keys, issuer, audience, clockToleranceMs })
  const forgetful = createTokenVerifier({ keys, issuer, audience, clockToleranceMs, cacheSize: 0 })
  for (const token of tokens) await verifier.verify(token)
  const memory = createMemoryStore()
  const store = createRedisStore({ redis })
  const admitted = await memory.admit(admissionOf(0))
  const limits = admitted.ok ? admitted.limits : []
  const request = new IncomingMessage(new Socket())
  const ofBare = { 'content-type': 'application/json; charset=utf-8', 'content-length': '32' }
  const decided = await policy.decide({ method: 'GET', origin })
  const ofAll = {
    ...apiHeaders,
    ...decided.headers,
    'x-request-id': '0'.repeat(32),
    ...rateLimitFields(limits),
    ...ofBare,
  }
  const at = (list: readonly string[], call: number) => list[call % list.length] ?? ''

  return {
    'CORS: a listed origin': () => policy.decide({ method: 'GET', origin }),
    'CORS: a preflight': () =>
      policy.decide({ method: 'OPTIONS', origin, requestMethod: 'GET', requestHeaders: 'authorization' }),
    'Allow-list: method, path, type, length': () => allowList.check({ method: 'GET', url: path }),
    'Token: seen before': call => verifier.verify(at(tokens, call)),
    'Token: new': call => forgetful.verify(at(tokens, call)),
    'Token: forged, each another': call => verifier.verify(at(forged, call)),
    'Token: forged, the same again': () => verifier.verify(at(forged, 0)),
    'Admission: in memory': call => memory.admit(admissionOf(call)),
    'Admission: Redis, alone': call => store.admit(admissionOf(call)),
    'Admission: Redis, 64 together': call => call % 64 === 0 && Promise.all(next64(call).map(store.admit)),
    'RateLimit fields': () => rateLimitFields(limits),
    'Header fields: type and length alone': () => new ServerResponse(request).writeHead(200, ofBare),
    'Header fields: all of an answer': () => new ServerResponse(request).writeHead(200, ofAll),
    'JSON.parse of an order': () => JSON.parse(order700.toString()),
    'Strict JSON of an order': () => parseStrictJson(order700),
  }
}

const policies = ['ip', 'user', 'key', 'tenant'].map(name =>
  definePolicy({ name, algorithm: 'token-bucket', limit: 1_000_000, windowMs: 60_000 }),
)

/** What each of the users is asked about is put together once, as the API does. */
const admissions = Array.from({ length: 256 }, (_, user) => askAbout(user))
const admissionOf = (call: number) => admissions[call % admissions.length] ?? askAbout(0)

function askAbout(user: number): AdmissionRequest {
  const token = {
    jti: `session-${user}`,
    subject: `user-${user}`,
    tenantId: `tenant-${user % 32}`,
    issuedAtMs: Date.now(),
  }
  const keys = [`10.1.0.${user}`, token.subject, token.jti, token.tenantId]
  return Object.freeze({ limits: policies.map((policy, index) => ({ policy, key: keys[index] ?? '' })), token })
}

const next64 = (call: number) => Array.from({ length: 64 }, (_, index) => admissionOf(call + index))

const order700 = Buffer.from(
  JSON.stringify({
    customerName: 'Ada Lovelace',
    customerEmail: 'ada@example.com',
    currency: 'CHF',
    note: 'Leave it at the door.',
    lines: Array.from({ length: 6 }, (_, line) => ({
      sku: `SKU-${line}`,
      description: 'A thing that somebody ordered',
      quantity: line + 1,
      unitPriceMinor: 1_990,
    })),
  }),
)

process.once('message', async (order: StepsOrder) => {
  process.send?.(await measureSteps(order))
})
process.once('disconnect', () => process.exit())
