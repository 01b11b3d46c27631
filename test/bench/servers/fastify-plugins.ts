import cors from '@fastify/cors'
import jwt from '@fastify/jwt'
import rateLimit from '@fastify/rate-limit'
import { corsPolicy, endpoints } from '@palisade/contracts'
import fastify, { type FastifyRequest } from 'fastify'
import { Redis } from 'ioredis'
import { answer, audience, issuer, origin, path, portOf, type Settings } from '../work.ts'

type Claims = { jti: string; sub: string; tenant_id: string; sid: string; iat: number; scope: string }

declare module '@fastify/jwt' {
  interface FastifyJWT {
    user: Claims
  }
}

type Options = { cacheTokens?: boolean }

/** The same checks with the plugins of the Fastify project, each as its README shows it. */
export async function listen(
  { redisUrl, publicKey }: Settings,
  { cacheTokens = false }: Options = {},
): Promise<number> {
  const redis = new Redis(redisUrl)
  const app = fastify({ trustProxy: '127.0.0.1' })
  await app.register(cors, {
    origin: [origin],
    credentials: corsPolicy.credentials,
    exposedHeaders: [...corsPolicy.exposedHeaders],
  })
  await app.register(jwt, {
    secret: { public: publicKey },
    verify: { algorithms: ['EdDSA'], allowedIss: issuer, allowedAud: audience, cache: cacheTokens },
  })
  await app.register(rateLimit, { global: false, redis, max: 1_000_000, timeWindow: '1 minute' })
  const limits = [
    app.createRateLimit({ keyGenerator: request => `ip:${request.ip}` }),
    app.createRateLimit({ keyGenerator: request => `user:${request.user.sub}` }),
    app.createRateLimit({ keyGenerator: request => `key:${request.user.sid}` }),
    app.createRateLimit({ keyGenerator: request => `tenant:${request.user.tenant_id}` }),
  ]

  app.addHook('onRequest', request => request.jwtVerify())
  app.addHook('onRequest', async (request, reply) => {
    const [isRevoked, ...admitted] = await Promise.all([
      findRevocation(redis, request),
      ...limits.map(limit => limit(request)),
    ])
    if (isRevoked) return reply.code(401).send({ message: 'revoked' })
    if (admitted.some(limit => !limit.isAllowed && limit.isExceeded))
      return reply.code(429).send({ message: 'limited' })
  })
  app.addHook('onRequest', async (request, reply) => {
    if (!request.user.scope.split(' ').includes('orders:read')) return reply.code(403).send({ message: 'scope' })
  })
  app.get(path, { schema: { response: endpoints['orders.list'].responses } }, async () => answer)
  return portOf(await app.listen({ host: '127.0.0.1', port: 0 }))
}

/** A token is revoked by its session, or with all that its user or tenant was given before an instant. */
async function findRevocation(redis: Redis, { user }: FastifyRequest): Promise<boolean> {
  const { jti, sid, sub, tenant_id, iat } = user
  const names = [jti, sid, sub, tenant_id].map(id => `revoked:${id}`)
  const [token, session, before, suspended] = await redis.mget(names)
  return token != null || session != null || Number(before ?? 0) > iat || Number(suspended ?? 0) > iat
}
