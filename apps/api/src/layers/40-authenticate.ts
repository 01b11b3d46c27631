import type { Role, Scope } from '@palisade/contracts'
import { bearerChallenge, readBearerToken, type TokenVerifier } from '@palisade/security/jwt'
import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../problem.ts'

/** Who is calling, as the verified access token says. */
export type Principal = {
  userId: string
  tenantId: string
  sessionId: string
  role: Role
  scopes: readonly Scope[]
  jti: string
  issuedAtMs: number
  membershipVersion: number
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set behind this layer, on endpoints that ask for an access token. */
    principal: Principal | null
    /** The principal, where the endpoint cannot be called without one. */
    readonly caller: Principal
  }
}

export const realm = 'palisade'

/** Costs processor time alone: no store is asked until the token is known to be ours. */
export function authenticate(app: FastifyInstance, { tokens }: { tokens: TokenVerifier }): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('caller', {
    getter() {
      if (!this.principal) throw new Error(`${this.endpoint?.id} asks for its caller and lets anyone call`)
      return this.principal
    },
  })

  app.addHook('onRequest', async request => {
    const access = request.endpoint?.access
    if (!access || access === 'public' || access === 'refresh-token') return

    const token = readBearerToken(request.headers.authorization)
    if (!token) {
      throw new ProblemError('unauthenticated', { headers: { 'www-authenticate': bearerChallenge(realm) } })
    }
    const verified = await tokens.verify(token)
    if (!verified.ok) {
      request.log.warn({ event: 'token.refused', reason: verified.reason }, 'token refused')
      throw invalidToken()
    }
    const { sub, tenant_id, sid = '', role, scope, jti, iat, mv = 0 } = verified.claims
    request.principal = {
      userId: sub,
      tenantId: tenant_id,
      sessionId: sid,
      role: role as Role,
      scopes: scope.split(' ') as Scope[],
      jti,
      issuedAtMs: iat * 1_000,
      membershipVersion: mv,
    }
  })
}

/** One answer for a forged, an expired and a revoked token: which it was is for the log. */
export function invalidToken(): ProblemError {
  const challenge = bearerChallenge(realm, { error: 'invalid_token' })
  return new ProblemError('invalid-token', { headers: { 'www-authenticate': challenge } })
}
