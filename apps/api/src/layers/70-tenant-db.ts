import type { Database, TenantDb, TenantQueries } from '@palisade/db'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Runs `work` in a transaction on the data of the caller's tenant: handlers have no other way to it. */
    inTenant<T>(work: (db: TenantDb) => Promise<T>): Promise<T>
    /** The same for work that only reads: cheaper, and each query stands for itself. */
    readInTenant<T>(work: (db: TenantQueries) => Promise<T>): Promise<T>
  }
}

export function tenantDb(app: FastifyInstance, { db }: { db: Database }): void {
  app.decorateRequest('inTenant', function (work) {
    return db.forTenant(this.caller.tenantId, work)
  })
  app.decorateRequest('readInTenant', function (work) {
    return db.readForTenant(this.caller.tenantId, work)
  })
}
