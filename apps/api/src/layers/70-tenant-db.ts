import { type Caller, CallerRefusedError, type Database, type TenantDb, type TenantQueries } from '@palisade/db'
import type { FastifyInstance } from 'fastify'
import type { Principal } from '../access/principal.ts'
import { hasMuchText } from '../http/much-text.ts'
import { ProblemError } from '../http/problem.ts'
import { createTenantGate } from '../http/tenant-gate.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Runs `work` in a transaction on the data of the caller's tenant: handlers have no other access to it. It begins only
     * while the caller still may act: role, session, key or tenant may have changed since the request was admitted.
     * A costly one waits for others of the tenant to end: by default, one whose body holds much text.
     * @throws ProblemError `access-changed` or `tenant-suspended`; `quota-exceeded` or `unavailable` when too many wait
     */
    inTenant<T>(work: (db: TenantDb) => Promise<T>, options?: { isCostly: boolean }): Promise<T>
    /** The same for work that only reads: cheaper, and each query stands for itself. */
    readInTenant<T>(work: (db: TenantQueries) => Promise<T>): Promise<T>
  }
}

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
    const write = () => db.forTenant(tenantId, work, callerOf(this.caller))
    return (isCostly ? inTurn(tenantId, write) : write()).catch(error => {
      if (!(error instanceof CallerRefusedError)) throw error
      this.log.warn(
        { event: 'access.refused', endpoint: this.endpoint?.id, reason: error.reason, ip: this.ip },
        'access refused',
      )
      throw new ProblemError(error.reason)
    })
  })
  app.decorateRequest('readInTenant', function (work) {
    return db.readForTenant(this.caller.tenantId, work)
  })
}

function callerOf(principal: Principal): Caller {
  const { memberId, membershipVersion } = principal
  const credential = principal.kind === 'user' ? { sessionId: principal.sessionId } : { keyId: principal.keyId }
  return { memberId, membershipVersion, ...credential }
}
