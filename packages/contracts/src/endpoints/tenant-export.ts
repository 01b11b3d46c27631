import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { orderFileTypes } from '../order-file.ts'
import { fileOf, Id, Instant, strictObject } from './schemas.ts'

export const tenantExport = {
  mediaType: orderFileTypes.ndjson,
  /** The file is in the database, in parts. Above this size the export fails, and its parts are removed. */
  mostBytes: 512 * 1024 * 1024,
  /** How long the file can be downloaded. */
  keptMs: 24 * 3_600_000,
} as const

const TenantExport = strictObject(
  {
    id: Id,
    status: Type.Enum(['queued', 'running', 'done', 'too-large', 'failed'], {
      description: 'The file can be downloaded only with `done`',
    }),
    recordsTotal: Type.Integer({ description: 'How many records there were when it began', examples: [1_200] }),
    records: Type.Integer({ description: 'How many are written', examples: [600] }),
    bytes: Type.Integer({ examples: [250_000] }),
    createdAt: Instant,
    finishedAt: Type.Union([Instant, Type.Null()]),
    expiresAt: Type.Union([Instant, Type.Null()], { description: 'When the file is removed' }),
  },
  { title: 'TenantExport' },
)

const exporting = {
  access: { scope: 'tenant:own' },
  maxBodyBytes: 0,
  crossOrigin: true,
  // Who deletes a tenant may want to keep what it had.
  whileDeleting: true,
  request: {},
} as const

const startExport = declare({
  ...exporting,
  id: 'tenant.start-export',
  method: 'POST',
  path: '/api/tenant/export',
  summary: 'Start an export of all data of the tenant into a file, which replaces that of an earlier export',
  limit: 'report',
  audit: ['tenant.export-requested'],
  responses: { 202: TenantExport },
  problems: ['export-under-way'],
})

const readExport = declare({
  ...exporting,
  id: 'tenant.read-export',
  method: 'GET',
  path: '/api/tenant/export',
  summary: 'Show the progress of the export, whose file is kept for a day',
  limit: 'read',
  responses: {
    200: strictObject({
      export: Type.Union([TenantExport, Type.Null()], { description: '`null` while there is none' }),
    }),
  },
})

const downloadExport = declare({
  ...exporting,
  id: 'tenant.download-export',
  method: 'POST',
  path: '/api/tenant/export/download',
  summary:
    'Download the file of an export that is done: one JSON object with its `kind` in each line, in order of creation. The ' +
    'last line has the kind `end` and the number of records.',
  limit: 'report',
  audit: ['tenant.export-downloaded'],
  responses: { 200: fileOf('Everything that the tenant has, without secrets', [tenantExport.mediaType]) },
  problems: ['not-found'],
})

export const tenantExportEndpoints = [startExport, readExport, downloadExport] as const
