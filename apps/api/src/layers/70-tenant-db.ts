import { isFile } from '@palisade/contracts'
import {
  type Caller,
  CallerRefusedError,
  type Database,
  type ReadOptions,
  type TenantDb,
  type TenantQueries,
} from '@palisade/db'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../access/principal.ts'
import { isOpenInClosed } from '../http/access-problems.ts'
import { hasMuchText } from '../http/much-text.ts'
import { ProblemError } from '../http/problem.ts'
import { createTenantGate } from '../http/tenant-gate.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Runs `work` in a transaction on the data of the caller's tenant: handlers have no other access to it. The transaction
     * begins only if the caller still may act: role, session, key or tenant may have changed since the admission. A costly one
     * waits for others of the tenant; by default, a request with much text in its body is costly.
     * @throws ProblemError `access-changed` or `tenant-suspended`; `quota-exceeded` or `unavailable` when too many wait
     */
    inTenant<T>(work: (db: TenantDb) => Promise<T>, options?: { isCostly: boolean }): Promise<T>
    /**
     * The same for work that only reads: cheaper, with each query as a transaction of its own. It relies on the admission of
     * the request. With `checksCaller`, each query checks the caller again, which a long response needs.
     */
    readInTenant<T>(work: (db: TenantQueries) => Promise<T>, options?: TenantReadOptions): Promise<T>
  }
}

type TenantReadOptions = Pick<ReadOptions, 'statementTimeoutMs'> & { checksCaller?: boolean }

const costlyAtOnce = {
  policy: 'long-texts-at-once',
  perTenant: { running: 1, waiting: 16 },
  together: { running: 4, waiting: 16 },
}

export function tenantDb(app: FastifyInstance, { db }: { db: Database }): void {
  const inTurn = createTenantGate(costlyAtOnce)

  app.decorateRequest('inTenant', function (work, options) {
    const { tenantId } = this.caller
    const isCostly = options?.isCostly ?? hasMuchText(this.body)
    const write = () => db.forTenant(tenantId, recorded(this, work), callerOf(this.caller, isOpenToClosed(this)))
    return (isCostly ? inTurn(tenantId, write) : write()).catch(error => refuse(this, error))
  })
  app.decorateRequest('readInTenant', function (work, { checksCaller = false, ...options } = {}) {
    const { tenantId } = this.caller
    if (isUnrecordedFile(this)) {
      return this.inTenant(async () => {}).then(() => this.readInTenant(work, { checksCaller, ...options }))
    }
    // The end of an impersonation is not announced to the nodes: the database knows it.
    if (!checksCaller && this.caller.kind !== 'impersonation') return db.readForTenant(tenantId, work, options)
    const caller = callerOf(this.caller, isOpenToClosed(this))
    return db.readForTenant(tenantId, work, { ...options, caller }).catch(error => refuse(this, error))
  })
}

function isOpenToClosed({ endpoint, tenant }: FastifyRequest): boolean {
  return endpoint ? isOpenInClosed(tenant ?? {}, endpoint) : false
}

function refuse({ log, endpoint, ip }: FastifyRequest, error: unknown): never {
  if (!(error instanceof CallerRefusedError)) throw error
  log.warn({ event: 'access.refused', endpoint: endpoint?.id, reason: error.reason, ip }, 'access refused')
  throw new ProblemError(error.reason)
}

const recordedRequests = new WeakSet<FastifyRequest>()

/** A file that an operator takes away for a member: it leaves an entry, as a write does, and before its first byte. */
function isUnrecordedFile(request: FastifyRequest): boolean {
  const { caller, endpoint } = request
  if (caller.kind !== 'impersonation' || recordedRequests.has(request)) return false
  return Object.values(endpoint?.responses ?? {}).some(schema => schema !== null && isFile(schema))
}

/**
 * Adds an entry to the tenant's audit trail for each request with which an operator writes for a member, in the same
 * transaction. The operator is its actor, and the member is one of its facts.
 */
function recorded<T>(request: FastifyRequest, work: (db: TenantDb) => Promise<T>): (db: TenantDb) => Promise<T> {
  const { caller, endpoint, id: requestId } = request
  if (caller.kind !== 'impersonation' || !endpoint || recordedRequests.has(request)) return work
  const { tenantId, actorId, memberId: member, sessionId: object } = caller
  return async db => {
    const facts = { member, endpoint: endpoint.id }
    const actor = { kind: 'operator', id: actorId } as const
    db.audit({ tenantId, event: 'impersonation.acted', actor, object, requestId, facts }, () =>
      recordedRequests.add(request),
    )
    return work(db)
  }
}

function callerOf(principal: Principal, evenSuspended: boolean): Caller {
  const { memberId, membershipVersion } = principal
  if (principal.kind === 'impersonation') {
    return { memberId, membershipVersion, impersonationId: principal.sessionId }
  }
  if (principal.kind === 'operator') throw new Error('an operator in the console has no tenant')
  const credential = principal.kind === 'api-key' ? { keyId: principal.keyId } : { sessionId: principal.sessionId }
  return { memberId, membershipVersion, evenSuspended, ...credential }
}
