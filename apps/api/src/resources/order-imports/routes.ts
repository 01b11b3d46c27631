import { type OrderFileFormat, orderFileTypes, type ResponseOf } from '@palisade/contracts'
import type { TenantReader } from '@palisade/db'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'

type OrderImport = ResponseOf<'order-imports.read'>

type ImportRow = NonNullable<Awaited<ReturnType<typeof findImport>>>

const unfinished = { finishedAt: null, cancelledAt: null }

/** Its first orders can be seen and changed as soon as they are saved, so an import that saves goes on to its end. */
const cancellable = { ...unfinished, status: { in: ['queued', 'running'] satisfies OrderImport['status'][] } }

export function orderImportHandlers(): Handlers<EndpointsOf<'order-imports'>> {
  return {
    'order-imports.create': async request => {
      const { caller } = request
      const { id, bytes, mediaType } = request.body
      const row = await request.inTenant(async db => {
        const { tenantId } = db
        await db.lockCount('orderImport')
        if ((await db.orderImport.count({ where: { tenantId, ...unfinished } })) > 0) {
          throw new ProblemError('import-under-way')
        }
        const { memberId: requestedBy, membershipVersion } = caller
        const format = formatOf(mediaType)
        const created = await db.orderImport.create({
          data: { id, tenantId, requestedBy, membershipVersion, format, bytes },
        })
        await db.queueJob('orders.import', id)
        return created
      })
      return describe(row)
    },

    'order-imports.read': async request => {
      const row = await request.readInTenant(db => findImport(db, request.params.importId))
      if (!row) throw new ProblemError('not-found')
      return describe(row)
    },

    'order-imports.cancel': async request => {
      const { importId: id } = request.params
      const row = await request.inTenant(async db => {
        const { tenantId } = db
        const { count } = await db.orderImport.updateMany({
          where: { tenantId, id, ...cancellable },
          data: { cancelledAt: new Date() },
        })
        if (count > 0) await db.uploadPart.deleteMany({ where: { tenantId, uploadId: id } })
        return findImport(db, id)
      })
      if (!row) throw new ProblemError('not-found')
      if (!row.cancelledAt) throw new ProblemError('import-finished')
      return describe(row)
    },
  }
}

function findImport(db: Pick<TenantReader, 'orderImport' | 'tenantId'>, id: string) {
  return db.orderImport.findFirst({ where: { tenantId: db.tenantId, id } })
}

function formatOf(mediaType: string): OrderFileFormat {
  return mediaType === orderFileTypes.ndjson ? 'ndjson' : 'csv'
}

function describe(row: ImportRow): OrderImport {
  const { id, bytes, bytesChecked, orders, ordersSaved, cancelledAt } = row
  return {
    id,
    format: row.format as OrderImport['format'],
    status: cancelledAt ? 'cancelled' : (row.status as OrderImport['status']),
    bytes,
    bytesChecked,
    orders,
    ordersSaved,
    faults: (row.faults ?? []) as OrderImport['faults'],
    createdAt: row.createdAt.toISOString(),
    finishedAt: (cancelledAt ?? row.finishedAt)?.toISOString() ?? null,
  }
}
