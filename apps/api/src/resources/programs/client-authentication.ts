import {
  clientAssertionFailureLimits,
  clientTokenLimit,
  clockToleranceMs,
  isId,
  type Scope,
  sessionLifetimes,
} from '@palisade/contracts'
import type { Database, IdentityDb } from '@palisade/db'
import {
  type ClientAssertion,
  createDecoyKeys,
  importClientKey,
  readClientAssertion,
  refuseAssertion,
} from '@palisade/security/jwt'
import type { AdmissionStore } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { hashedKey, slidingWindow } from '../../access/limit-policies.ts'
import { attempt, createAttemptGuard } from '../../http/attempt-guard.ts'
import { refuseByLimit } from '../../http/limit-problem.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'

type Deps = { db: Database; admission: AdmissionStore; audience: string }

/** An authenticated service account. */
export type Client = Pick<Found, 'accountId' | 'tenantId' | 'keyId' | 'scopes' | 'membershipVersion'>

type Found = NonNullable<Awaited<ReturnType<typeof findClientKey>>>

/** As long as an assertion can be valid on a server whose clock is behind or ahead. */
const usedOnce = slidingWindow('client-assertion', {
  limit: 1,
  windowMs: sessionLifetimes.clientAssertionMs + 2 * clockToleranceMs,
})
const perClient = slidingWindow('client-tokens', clientTokenLimit)

/**
 * Authenticates OAuth clients by `private_key_jwt`. If the client is unknown, disabled, or has no such key, the response is the
 * same, after the same query and one signature check. Without the limit store, the API cannot know whether an assertion was used
 * before, so it accepts none.
 */
export function createClientAuthentication({ db, admission, audience }: Deps) {
  const guard = createAttemptGuard(admission, 'client-assertion', clientAssertionFailureLimits)
  const decoys = createDecoyKeys()
  const rules = { audience, clockToleranceMs, longestLifeMs: sessionLifetimes.clientAssertionMs }

  async function judge(request: FastifyRequest, assertion: ClientAssertion): Promise<Client | undefined> {
    const found = await db.forIdentity(tx => findClientKey(tx, assertion))
    const nowMs = Date.now()
    const refused = await refuseAssertion(assertion, { key: found?.key, decoys, rules, nowMs })
    const reason = refused ?? (await refuseUsed(request, assertion))
    if (reason) return refuse(request, reason, found)
    if (found?.isSuspended) throw new ProblemError('tenant-suspended')
    const isCurrent = found && (await db.forIdentity(tx => noteUse(tx, found)))
    return isCurrent ? found : refuse(request, 'revoked', found)
  }

  async function refuseUsed(request: FastifyRequest, { clientId, jti }: ClientAssertion) {
    const once = { policy: usedOnce, key: hashedKey(`${clientId} ${jti}`) }
    const admitted = await admission.admit({ limits: [once, { policy: perClient, key: clientId }] })
    if (admitted.ok) return undefined
    if (admitted.reason === 'limited' && admitted.violated.some(({ policy }) => policy === usedOnce)) return 'replayed'
    throw refuseByLimit(request, admitted)
  }

  /**
   * @param clientId as the form names it, if it does: then it has to be that of the assertion (RFC 7521 section 4.2)
   * @throws ProblemError `invalid-client`, `tenant-suspended`, `quota-exceeded` or `unavailable`
   */
  return async (request: FastifyRequest, text: string, clientId: string | undefined): Promise<Client> => {
    const read = readClientAssertion(text)
    if (!read.ok || (clientId !== undefined && clientId !== read.assertion.clientId)) {
      refuse(request, read.ok ? 'client-id' : read.reason)
      throw new ProblemError('invalid-client')
    }
    const { assertion } = read
    const client = await attempt(request, guard, { account: assertion.clientId }, () => judge(request, assertion))
    if (!client) throw new ProblemError('invalid-client')
    return client
  }
}

/** The reason is for the log alone. */
function refuse(request: FastifyRequest, reason: string, found?: Found): undefined {
  const whose = found && { subject: found.accountId, tenant: found.tenantId }
  logSecurityEvent(request, 'oauth.token.failed', { reason, ...whose })
}

type Row = {
  keyId: string
  accountId: string
  tenantId: string
  scopes: Scope[]
  jwk: unknown
  membershipVersion: number
  isSuspended: boolean
}

async function findClientKey(db: IdentityDb, { clientId, kid }: ClientAssertion) {
  if (!isId(clientId)) return undefined
  // One query, whether it finds something or not.
  const [row] = await db.$queryRaw<Row[]>`
    SELECT k.id AS "keyId", a.id AS "accountId", a.tenant_id AS "tenantId", a.scopes, k.jwk,
      m.membership_version AS "membershipVersion", t.state <> 'active' AS "isSuspended"
    FROM client_keys k
    JOIN service_accounts a ON a.tenant_id = k.tenant_id AND a.id = k.service_account_id
    JOIN memberships m ON m.tenant_id = a.tenant_id AND m.id = a.id
    JOIN tenants t ON t.id = a.tenant_id
    WHERE k.service_account_id = ${clientId}::uuid AND k.kid = ${kid} AND k.revoked_at IS NULL AND m.disabled_at IS NULL`
  return row && { ...row, key: importClientKey(row.jwk) }
}

/**
 * Notes when the key was last used.
 * @returns whether the key still works
 */
async function noteUse(db: IdentityDb, { keyId }: Found): Promise<boolean> {
  const { count } = await db.clientKey.updateMany({
    where: { id: keyId, revokedAt: null },
    data: { lastUsedAt: new Date() },
  })
  return count > 0
}
