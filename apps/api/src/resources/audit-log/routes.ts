import { Readable } from 'node:stream'
import { auditFileType, canonicalJson } from '@palisade/contracts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { describeEntry, exportEntries, findHead, listEntries } from './audit-log-store.ts'

export function auditLogHandlers(): Handlers<EndpointsOf<'audit-log'>> {
  return {
    'audit-log.list': async request => {
      const { items, nextCursor } = await request.readInTenant(tx => listEntries(tx, request.query))
      return { items: items.map(describeEntry), nextCursor }
    },

    'audit-log.head': async request => {
      const head = await request.readInTenant(findHead)
      return { seq: Number(head?.seq ?? 0), hash: head?.hash ?? null, at: head?.at.toISOString() ?? null }
    },

    'audit-log.export': async (request, reply) => {
      const { after = 0 } = request.query
      const rows = await request.readInTenant(tx => exportEntries(tx, after))
      reply.type(auditFileType)
      reply.header('content-disposition', `attachment; filename="audit-log-${after + 1}.ndjson"`)
      const lines = rows.map(row => `${canonicalJson(describeEntry(row))}\n`)
      return Readable.from(lines.length > 0 ? [lines.join('')] : []) as unknown as Blob
    },
  }
}
