import { type Caller, CallerRefusedError, type Database, type TenantDb, type TenantQueries } from '@palisade/db'
import type { FastifyInstance } from 'fastify'
import type { Principal } from '../access/principal.ts'
import { ProblemError } from '../http/problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Runs `work` in a transaction on the data of the caller's tenant: handlers have no other way to it. It begins only
     * while the caller still may act: role, session, key or tenant may have changed since the request was admitted.
     * @throws ProblemError `access-changed` or `tenant-suspended`
     */
    inTenant<T>(work: (db: TenantDb) => Promise<T>): Promise<T>
    /** The same for work that only reads: cheaper, and each query stands for itself. */
    readInTenant<T>(work: (db: TenantQueries) => Promise<T>): Promise<T>
  }
}

export function tenantDb(app: FastifyInstance, { db }: { db: Database }): void {
  app.decorateRequest('inTenant', function (work) {
    return db.forTenant(this.caller.tenantId, work, callerOf(this.caller)).catch(error => {
      if (!(error instanceof CallerRefusedError)) throw error
      this.log.warn({ event: 'access.refused', endpoint: this.endpoint?.id, reason: error.reason, ip: this.ip })
      throw new ProblemError(error.reason)
    })
  })
  app.decorateRequest('readInTenant', function (work) {
    return db.readForTenant(this.caller.tenantId, work)
  })
}

function callerOf(principal: Principal): Caller {
  const { userId, membershipVersion } = principal
  const credential = principal.kind === 'user' ? { sessionId: principal.sessionId } : { keyId: principal.keyId }
  return { userId, membershipVersion, ...credential }
}
