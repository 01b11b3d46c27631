import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { corsPolicy } from '@palisade/contracts'
import cors from 'cors'
import express, { type NextFunction, type Request, type Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { Redis } from 'ioredis'
import jwt from 'jsonwebtoken'
import { type RedisReply, RedisStore } from 'rate-limit-redis'
import { answer, audience, issuer, origin, path, type Settings } from '../work.ts'

type Claims = { jti: string; sub: string; tenant_id: string; sid: string; iat: number; scope: string }

/** The same checks with the middleware that Express applications use, each as its README shows it. */
export async function listen({ redisUrl, publicKey }: Settings): Promise<number> {
  const redis = new Redis(redisUrl)
  const app = express()
  app.set('trust proxy', 'loopback')
  app.use(helmet())
  app.use(
    cors({ origin: [origin], credentials: corsPolicy.credentials, exposedHeaders: [...corsPolicy.exposedHeaders] }),
  )
  app.use(createLimit(redis, 'ip', request => request.ip ?? ''))
  app.use(authenticate(publicKey))
  app.use(refuseRevoked(redis))
  app.use(createLimit(redis, 'user', (_, { sub }) => sub))
  app.use(createLimit(redis, 'key', (_, { sid }) => sid))
  app.use(createLimit(redis, 'tenant', (_, { tenant_id }) => tenant_id))
  app.use((_request, response, next) => {
    if (claimsOf(response).scope.split(' ').includes('orders:read')) return next()
    response.status(403).json({ message: 'scope' })
  })
  app.get(path, (_request, response) => {
    response.json(answer)
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

function authenticate(pem: string) {
  const publicKey = createPublicKey(pem)
  return (request: Request, response: Response, next: NextFunction) => {
    try {
      const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
      response.locals['claims'] = jwt.verify(token, publicKey, { algorithms: ['ES256'], issuer, audience })
      next()
    } catch {
      response.status(401).json({ message: 'token' })
    }
  }
}

function refuseRevoked(redis: Redis) {
  return async (_request: Request, response: Response, next: NextFunction) => {
    const { jti, sid, sub, tenant_id, iat } = claimsOf(response)
    const names = [jti, sid, sub, tenant_id].map(id => `revoked:${id}`)
    const [token, session, before, suspended] = await redis.mget(names)
    if (token == null && session == null && Number(before ?? 0) <= iat && Number(suspended ?? 0) <= iat) return next()
    response.status(401).json({ message: 'revoked' })
  }
}

function createLimit(redis: Redis, name: string, keyOf: (request: Request, claims: Claims) => string) {
  return rateLimit({
    windowMs: 60_000,
    limit: 1_000_000,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request, response) => keyOf(request, claimsOf(response)),
    store: new RedisStore({
      prefix: `${name}:`,
      sendCommand: (command: string, ...args: string[]) => redis.call(command, ...args) as Promise<RedisReply>,
    }),
  })
}

function claimsOf(response: Response): Claims {
  return response.locals['claims']
}
