import { randomUUIDv7 } from 'node:crypto'
import { Readable } from 'node:stream'
import { type ResponseOf, tenantExport } from '@palisade/contracts'
import type { TenantDb, TenantReader } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import type { EndpointRequest, Handlers } from '../../http/endpoint-routes.ts'
import { createOpenFiles } from '../../http/open-files.ts'
import { ProblemError } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'

type ExportEndpoints = 'tenant.start-export' | 'tenant.read-export' | 'tenant.download-export'

/** A part is read once the client has taken the one before. */
const longestDownloadMs = 30 * 60_000

/** A part can have megabytes, and a download holds some of them. */
const downloadsAtOnce = { policy: 'downloads-at-once', perTenant: 2, together: 16 }

const isOpen = { finishedAt: null }

/** A worker writes the file (apps/worker/src/jobs/export-tenant.ts). */
export function exportHandlers(): Handlers<ExportEndpoints> {
  const open = createOpenFiles(downloadsAtOnce)
  return {
    'tenant.start-export': async request => {
      const { tenantId, memberId: requestedBy, membershipVersion } = request.caller
      const row = await request.inTenant(async db => {
        await db.lockCount('tenantExport')
        if ((await db.tenantExport.count({ where: { tenantId, ...isOpen } })) > 0) {
          throw new ProblemError('export-under-way')
        }
        await db.tenantExport.deleteMany({ where: { tenantId } })
        const id = randomUUIDv7()
        const created = await db.tenantExport.create({ data: { id, tenantId, requestedBy, membershipVersion } })
        await db.queueJob('tenants.export', id)
        audit(request, db, 'tenant.export-requested', { object: tenantId })
        return created
      })
      return describe(row)
    },

    'tenant.read-export': async request => {
      const row = await request.readInTenant(findExport)
      return { export: row && describe(row) }
    },

    'tenant.download-export': async (request, reply) => {
      const close = open(request.caller.tenantId)
      const { slug, row } = await request
        .inTenant(tx => noteDownload(request, tx))
        .catch(error => {
          close()
          throw error
        })
      reply.type(`${tenantExport.mediaType}; charset=utf-8`)
      const day = row.createdAt.toISOString().slice(0, 10)
      reply.header('content-disposition', `attachment; filename="${slug}-${day}.ndjson"`)
      // Tells the client a part from the whole, whatever ends the connection.
      reply.header('content-length', row.bytes)
      const file = Readable.from(partsOf(request, row), { signal: AbortSignal.timeout(longestDownloadMs) })
      file.once('close', close)
      return file as unknown as Blob
    },
  }
}

async function noteDownload(request: FastifyRequest, db: TenantDb) {
  const { tenantId } = db
  const row = await findExport(db)
  if (row?.status !== 'done') throw new ProblemError('not-found')
  const { slug } = await db.tenant.findFirstOrThrow({ where: { id: tenantId }, select: { slug: true } })
  audit(request, db, 'tenant.export-downloaded', { object: tenantId })
  return { slug, row }
}

type Row = NonNullable<Awaited<ReturnType<typeof findExport>>>

/** A file that has expired is as good as removed. */
function findExport(db: Pick<TenantReader, 'tenantExport' | 'tenantId'>) {
  const { tenantId } = db
  const isKept = { OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] }
  return db.tenantExport.findFirst({ where: { tenantId, ...isKept }, orderBy: { id: 'desc' } })
}

/** Checks the caller at each part: a download can last beyond the end of the caller's access. */
async function* partsOf(request: EndpointRequest<'tenant.download-export'>, { id: exportId, parts }: Row) {
  for (let position = 0; position < parts; position++) {
    const { lines } = await request.readInTenant(
      db => db.tenantExportPart.findFirstOrThrow({ where: { tenantId: db.tenantId, exportId, position } }),
      { checksCaller: true },
    )
    yield lines
  }
}

function describe(row: Row): ResponseOf<'tenant.start-export'> {
  const { id, recordsTotal, records, bytes, createdAt, finishedAt, expiresAt } = row
  return {
    id,
    status: row.status as ResponseOf<'tenant.start-export'>['status'],
    recordsTotal,
    records,
    bytes,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  }
}
