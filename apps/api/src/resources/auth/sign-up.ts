import { describeFault, passwordAsSent } from '@palisade/contracts'
import { createTenantWithOwner, type Database, isUniqueViolation } from '@palisade/db'
import { hashPassword } from '@palisade/security/credentials'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError, refuseField } from '../../http/problem.ts'
import { audit, byMember } from '../../observability/audit.ts'
import type { AuthDeps } from './deps.ts'
import { endLinks, redeemLink } from './mailed-links.ts'
import { toMember } from './member.ts'
import { beginSession, clientOf, describeNewSession } from './session-store.ts'

type Completion = Parameters<Handlers['auth.complete-sign-up']>[0]

/** Nothing about an account exists before its address is proven: name, password and tenant come with the token. */
export function signUpHandlers(deps: AuthDeps): Handlers<'auth.sign-up' | 'auth.complete-sign-up'> {
  const { db, links, responses } = deps
  return {
    'auth.sign-up': async request => {
      request.requirePlatformPage()
      await links.send(request, { purpose: 'sign-up', email: request.body.email.toLowerCase() })
    },

    'auth.complete-sign-up': async (request, reply) => {
      request.requirePlatformPage()
      const { token, tenant } = request.body
      // A password is hashed only for a link that works and a slug that is free.
      const { email } = await links.find('sign-up', token)
      if (await db.forIdentity(tx => tx.user.count({ where: { email } }))) throw new ProblemError('link-expired')
      await requireFreeSlug(db, tenant.slug, slugPointer)
      const { member, begun } = await createAccount(deps, request)
      return responses.signedIn(reply, member, begun, clientOf(request.body))
    },
  }
}

const slugPointer = '/tenant/slug'

async function createAccount(deps: AuthDeps, request: Completion) {
  const { token, tenant, name, password } = request.body
  const passwordHash = await hashPassword(password, passwordAsSent)
  return deps.db
    .forIdentity(async tx => {
      const { email } = await redeemLink(tx, 'sign-up', token)
      const member = toMember(await createTenantWithOwner(tx, tenant, { email, name, passwordHash }))
      await endLinks(tx, { purpose: 'sign-up', email })
      audit(request, tx, 'auth.sign-up', { object: member.id, by: byMember(member) })
      const session = { ...describeNewSession(request, deps), method: 'mailed-link' } as const
      return { member, begun: await beginSession(request, tx, member, session) }
    })
    .catch(error => {
      // Another link of the same address was used meanwhile.
      if (isUniqueViolation(error, 'email')) throw new ProblemError('link-expired')
      throw asTakenSlug(error, slugPointer)
    })
}

/**
 * The slug of a tenant is public, so a taken one is refused before any work.
 * @throws ProblemError `tenant-taken`
 */
export async function requireFreeSlug(db: Database, slug: string, pointer: string): Promise<void> {
  if (await db.forIdentity(tx => tx.tenant.count({ where: { slug } }))) throw refuseSlug(pointer)
}

/** The problem of a slug that was taken since {@link requireFreeSlug}, or the error as it is. */
export function asTakenSlug(error: unknown, pointer: string): unknown {
  return isUniqueViolation(error, 'slug') ? refuseSlug(pointer) : error
}

function refuseSlug(pointer: string): ProblemError {
  return refuseField('tenant-taken', 'body', pointer, describeFault('taken'))
}
