import type { TenantDb, TenantQueries } from '@palisade/db'
import type { tenantDb as original } from '../../../apps/api/src/layers/70-tenant-db.ts'

export * from '../../../apps/api/src/layers/70-tenant-db.ts'

/** Replaces 70-tenant-db: the same transactions, but the queries have no condition on the tenant. */
export const tenantDb: typeof original = (app, { db }) => {
  app.decorateRequest('inTenant', function (work) {
    return db.forTenant(this.caller.tenantId, tx => work(forgetTenant<TenantDb>(tx)))
  })
  app.decorateRequest('readInTenant', function (work) {
    return db.readForTenant(this.caller.tenantId, reader => work(forgetTenant<TenantQueries>(reader)))
  })
}

type Query = (args?: object) => unknown

/** Prisma's models, which remove `tenantId` from the `where` of each query. */
function forgetTenant<Db extends object>(db: Db): Db {
  return new Proxy(db, {
    get(target, name) {
      const member = Reflect.get(target, name)
      if (typeof member === 'function') return member.bind(target)
      return typeof member === 'object' && member !== null ? forgetInQueries(member) : member
    },
  })
}

function forgetInQueries(model: object): object {
  return new Proxy(model, {
    get(target, name) {
      const query: Query = Reflect.get(target, name)
      return (args?: object) =>
        Reflect.apply(query, target, [args && 'where' in args ? { ...args, where: withoutTenant(args.where) } : args])
    },
  })
}

function withoutTenant(where: unknown): unknown {
  if (Array.isArray(where)) return where.map(withoutTenant)
  if (where === null || typeof where !== 'object' || Object.getPrototypeOf(where) !== Object.prototype) return where
  const others = Object.entries(where).filter(([name]) => name !== 'tenantId')
  // A composite key keeps its columns: without one of them it identifies no row.
  return Object.fromEntries(others.map(([name, value]) => [name, name.includes('_') ? value : withoutTenant(value)]))
}
