import { endpoints } from '@palisade/contracts'
import { type AdmissionRequest, createRedisStore, definePolicy } from '@palisade/security/rate-limit'
import fastify from 'fastify'
import { Redis } from 'ioredis'
import { answer, path, portOf, type Settings } from '../work.ts'

const policies = ['ip', 'user', 'key', 'tenant'].map(name =>
  definePolicy({ name, algorithm: 'token-bucket', limit: 1_000_000, windowMs: 60_000 }),
)

/** What cannot be had for less: the base, and the one call to Redis that decides limits and revocation. No other check. */
export async function listen({ redisUrl }: Settings): Promise<number> {
  const store = createRedisStore({ redis: new Redis(redisUrl), timeoutMs: 10_000 })
  const requests = new Map<unknown, AdmissionRequest>()
  const app = fastify()
  app.addHook('onRequest', async ({ headers }, reply) => {
    const address = String(headers['x-forwarded-for'])
    const request = requests.get(address) ?? admissionRequest(address)
    requests.set(address, request)
    const admitted = await store.admit(request)
    if (!admitted.ok) return reply.code(429).send()
  })
  app.get(path, { schema: { response: endpoints['orders.list'].responses } }, async () => answer)
  return portOf(await app.listen({ host: '127.0.0.1', port: 0 }))
}

function admissionRequest(address: string): AdmissionRequest {
  const token = {
    jti: address,
    subject: address,
    tenantId: address,
    sessionId: address,
    issuedAtMs: 0,
    membershipVersion: 0,
  }
  return Object.freeze({ limits: policies.map(policy => ({ policy, key: address })), token, penaltyKeys: [address] })
}
