import { randomUUIDv7 } from 'node:crypto'
import { describeFault, passwordAsSent } from '@palisade/contracts'
import { createTenantWithOwner, isUniqueViolation } from '@palisade/db'
import { hashPassword } from '@palisade/security/credentials'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { type ProblemError, refuseField } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import type { AuthDeps } from './deps.ts'
import { subjectOf, toMember } from './member.ts'
import { beginSession } from './session-store.ts'

type SignUp = Parameters<Handlers['auth.sign-up']>[0]

export function signUpHandlers(deps: AuthDeps): Handlers<'auth.sign-up'> {
  const { db, responses } = deps
  return {
    'auth.sign-up': async (request, reply) => {
      const { slug } = request.body.tenant
      const tenantId = randomUUIDv7()
      request.requirePlatformPage()
      // The slug of a tenant is public, so refuse a taken one before any work. Whether an email is taken is told only
      // after the same work as for a new one.
      if (await db.forIdentity(tx => tx.tenant.count({ where: { slug } })))
        throw refuseTaken('tenant-taken', '/tenant/slug')
      const { member, begun } = await createAccount(deps, request, tenantId)
      logSecurityEvent(request, 'auth.sign-up', subjectOf(member))
      return responses.signedIn(reply, member, begun, clientOf(request))
    },
  }
}

async function createAccount({ db, sessionLifetimeMs: lifetimeMs }: AuthDeps, request: SignUp, tenantId: string) {
  const { tenant, email, name, password } = request.body
  const owner = { email: email.toLowerCase(), name, passwordHash: await hashPassword(password, passwordAsSent) }
  const session = { client: clientOf(request), userAgent: request.headers['user-agent'] ?? '', lifetimeMs }
  return db
    .forIdentity(async tx => {
      const member = toMember(await createTenantWithOwner(tx, { id: tenantId, ...tenant }, owner))
      return { member, begun: await beginSession(tx, member, session) }
    })
    .catch(error => {
      if (isUniqueViolation(error, 'slug')) throw refuseTaken('tenant-taken', '/tenant/slug')
      if (isUniqueViolation(error, 'email')) throw refuseTaken('email-taken', '/email')
      throw error
    })
}

function refuseTaken(code: 'tenant-taken' | 'email-taken', pointer: string): ProblemError {
  return refuseField(code, 'body', pointer, describeFault('taken'))
}

function clientOf({ body }: SignUp) {
  return body.refreshTokenIn ?? 'cookie'
}
