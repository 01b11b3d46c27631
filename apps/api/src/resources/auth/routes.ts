import { randomUUIDv7 } from 'node:crypto'
import { describeFault, passwordAsSent } from '@palisade/contracts'
import { type Database, type IdentityDb, isUniqueViolation } from '@palisade/db'
import { hashPassword, verifyPassword } from '@palisade/security/credentials'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { AccessRevocation } from '../../access/access-revocation.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError, refuseField } from '../../http/problem.ts'
import { invalidToken } from '../../layers/40-authenticate.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { attempt, createSignInGuard } from './attempt-guard.ts'
import type { Challenges } from './challenge.ts'
import { refreshCookie } from './cookies.ts'
import type { KnownDevices } from './known-devices.ts'
import { rotateRefreshToken } from './rotation.ts'
import { hasSecondFactor } from './second-factor.ts'
import { describeUser, type SessionAnswers } from './session-answer.ts'
import { beginSession, type Client, findSession, findUser, type User } from './sessions.ts'

type AuthEndpoints = 'auth.sign-up' | 'auth.sign-in' | 'auth.refresh' | 'auth.sign-out' | 'auth.who-am-i'

type Needs = {
  db: Database
  answers: SessionAnswers
  devices: KnownDevices
  admission: AdmissionStore
  revocation: AccessRevocation
  challenges: Challenges
  sessionLifetimeMs: number
}

export function authHandlers({
  db,
  answers,
  devices,
  admission,
  revocation,
  challenges,
  sessionLifetimeMs: lifetimeMs,
}: Needs): Handlers<AuthEndpoints> {
  const guard = createSignInGuard(admission)

  return {
    'auth.sign-up': async (request, reply) => {
      const { tenant, email, name, password, refreshTokenIn = 'cookie' } = request.body
      // A tenant that does not exist yet has no frontend: only the platform's own pages can create it.
      const tenantId = randomUUIDv7()
      request.requireTenantOrigin(tenantId)
      // The name of a tenant is public, so refuse a taken one before any work. Whether an email is taken is told only after
      // the same work as for a new one.
      if (await db.forIdentity(tx => tx.tenant.count({ where: { slug: tenant.slug } }))) throw refuseSlug()
      const passwordHash = await hashPassword(password, passwordAsSent)
      const owner = { email: email.toLowerCase(), name, passwordHash }
      const { user, begun } = await db
        .forIdentity(async tx => {
          const user = await createTenant(tx, { id: tenantId, ...tenant }, owner)
          return {
            user,
            begun: await beginSession(tx, user, {
              client: refreshTokenIn,
              userAgent: userAgentOf(request),
              lifetimeMs,
            }),
          }
        })
        .catch(error => {
          if (isUniqueViolation(error, 'slug')) throw refuseSlug()
          if (isUniqueViolation(error, 'email')) throw refuseField('email-taken', 'body', '/email', isTaken)
          throw error
        })
      logSecurityEvent(request, 'auth.sign-up', subjectOf(user))
      return answers.signedIn(reply, user, begun, refreshTokenIn)
    },

    'auth.sign-in': async (request, reply) => {
      const { password, refreshTokenIn = 'cookie' } = request.body
      const email = request.body.email.toLowerCase()
      const whose = { account: email, device: devices.find(request, email) }
      const user = await attempt(request, guard, whose, async () => {
        const found = await db.forIdentity(tx => tx.user.findUnique({ where: { email }, include: { tenant: true } }))
        const isRight = await verifyPassword(password, found?.passwordHash, passwordAsSent)
        if (isRight && found && !found.disabledAt) return found
        const reason = found?.disabledAt ? 'disabled' : found ? 'password' : 'unknown-user'
        logSecurityEvent(request, 'auth.sign-in.failed', { ...(found && subjectOf(found)), reason })
        return undefined
      })
      if (!user) throw new ProblemError('invalid-credentials')
      request.requireTenantOrigin(user.tenantId)
      if (await db.forIdentity(tx => hasSecondFactor(tx, user.id))) {
        logSecurityEvent(request, 'second-factor.asked', subjectOf(user))
        throw new ProblemError('second-factor-required', { challenge: await challenges.create(user) })
      }
      const opened = { client: refreshTokenIn, userAgent: userAgentOf(request), lifetimeMs }
      const begun = await db.forIdentity(tx => beginSession(tx, user, opened))
      logSecurityEvent(request, 'auth.sign-in', subjectOf(user))
      return answers.signedIn(reply, user, begun, refreshTokenIn)
    },

    'auth.refresh': async (request, reply) => {
      const { token, client } = readRefreshToken(request)
      if (!token) throw new ProblemError('unauthenticated')
      const rotated = await db.forIdentity(async tx => {
        const rotation = await rotateRefreshToken(tx, token, {
          client,
          attemptId: request.body.attemptId,
          requireTenant: tenantId => request.requireTenantOrigin(tenantId),
        })
        return rotation.ok ? { ...rotation, user: await findUser(tx, rotation.tenantId, rotation.userId) } : rotation
      })
      if (!rotated.ok) {
        if (rotated.reason === 'reuse') {
          await revocation.endSession(rotated.sessionId)
          logSecurityEvent(request, 'auth.refresh.reuse', { subject: rotated.userId, tenant: rotated.tenantId })
        } else {
          logSecurityEvent(request, 'auth.refresh.failed', { reason: rotated.reason })
        }
        if (client === 'cookie') refreshCookie.clear(reply)
        throw invalidToken()
      }
      logSecurityEvent(request, 'auth.refresh', subjectOf(rotated.user))
      return answers.refreshed(reply, rotated.user, rotated, client)
    },

    'auth.sign-out': async (request, reply) => {
      const { token, client } = readRefreshToken(request)
      const session = token && (await db.forIdentity(tx => findSession(tx, token)))
      if (session) {
        request.requireTenantOrigin(session.tenantId)
        await revocation.endSession(session.id)
        logSecurityEvent(request, 'auth.sign-out', { subject: session.userId, tenant: session.tenantId })
      }
      // Not before the session has ended: without the cookie, a browser cannot try again after a failure.
      if (client === 'cookie') refreshCookie.clear(reply)
    },

    'auth.who-am-i': async request => {
      const { tenantId, userId } = request.signedIn
      return describeUser(await db.forIdentity(tx => findUser(tx, tenantId, userId)))
    },
  }
}

const isTaken = describeFault('taken')

type NewTenant = { id: string; slug: string; name: string }
const refuseSlug = () => refuseField('tenant-taken', 'body', '/tenant/slug', isTaken)

type Owner = { email: string; name: string; passwordHash: string }

async function createTenant(db: IdentityDb, tenant: NewTenant, owner: Owner): Promise<User> {
  const { id: tenantId } = await db.tenant.create({ data: tenant })
  return db.user.create({ data: { id: randomUUIDv7(), tenantId, role: 'owner', ...owner }, include: { tenant: true } })
}

function readRefreshToken(request: FastifyRequest): { token: string | undefined; client: Client } {
  const { refreshToken } = request.body as { refreshToken?: string }
  if (refreshToken) return { token: refreshToken, client: 'body' }
  return { token: refreshCookie.read(request), client: 'cookie' }
}

function userAgentOf(request: FastifyRequest): string {
  return request.headers['user-agent'] ?? ''
}

function subjectOf({ id, tenantId }: Pick<User, 'id' | 'tenantId'>) {
  return { subject: id, tenant: tenantId }
}
