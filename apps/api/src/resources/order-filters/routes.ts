import { randomUUIDv7 } from 'node:crypto'
import { mostOrderFilters, type ResponseOf } from '@palisade/contracts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'

type OrderFilter = ResponseOf<'order-filters.create'>

type Row = { id: string; name: string; choices: unknown; createdAt: Date }

/** Filters belong to one member: each query names the caller. */
export function orderFilterHandlers(): Handlers<EndpointsOf<'order-filters'>> {
  return {
    'order-filters.list': async request => {
      const { memberId } = request.caller
      const rows = await request.readInTenant(db =>
        db.orderFilter.findMany({ where: { tenantId: db.tenantId, memberId }, orderBy: { name: 'asc' } }),
      )
      return { items: rows.map(describe) }
    },

    'order-filters.create': async request => {
      const { memberId } = request.caller
      const { name, choices } = request.body
      const row = await request.inTenant(async db => {
        const own = { tenantId: db.tenantId, memberId }
        await db.lockCount('orderFilter')
        await db.orderFilter.deleteMany({ where: { ...own, name } })
        if ((await db.orderFilter.count({ where: own })) >= mostOrderFilters) {
          throw new ProblemError('too-many-order-filters')
        }
        return db.orderFilter.create({ data: { id: randomUUIDv7(), ...own, name, choices } })
      })
      return describe(row)
    },

    'order-filters.remove': async request => {
      const { memberId } = request.caller
      const { filterId: id } = request.params
      await request.inTenant(async db => {
        const { count } = await db.orderFilter.deleteMany({ where: { tenantId: db.tenantId, memberId, id } })
        if (count === 0) throw new ProblemError('not-found')
      })
    },
  }
}

function describe({ id, name, choices, createdAt }: Row): OrderFilter {
  return { id, name, choices: choices as OrderFilter['choices'], createdAt: createdAt.toISOString() }
}
