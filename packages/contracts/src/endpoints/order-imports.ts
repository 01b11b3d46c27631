import { type Static, Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { orderFileFormats, orderFileTypes } from '../order-file.ts'
import { inOrderHistory } from './orders.ts'
import { Id, Instant, idOf, strictObject } from './schemas.ts'

/** What a job reads from one file at most. */
export const mostImportedRows = 20_000

/** A file with more faults than this is checked no further. */
export const mostImportFaults = 1_000

const importStatuses = ['queued', 'running', 'saving', 'done', 'invalid', 'failed', 'cancelled'] as const

const ImportFaultSchema = strictObject(
  {
    line: Type.Integer({ description: 'The line of the file, counted from 1', examples: [3] }),
    field: Type.String({
      description: 'The column of a CSV file, or the path in an object of NDJSON; empty for the whole line',
      examples: ['customerEmail'],
    }),
    detail: Type.String({ examples: ['is not in the required format'] }),
  },
  { title: 'ImportFault' },
)

const OrderImportSchema = strictObject(
  {
    id: Id,
    format: Type.Enum(orderFileFormats),
    status: Type.Enum([...importStatuses], {
      description:
        '`running`: the file is being checked. `saving`: it has no fault, and its orders are added in batches until it is `done`. `invalid`: the file has faults. With `invalid`, `failed` and `cancelled`, no order was added.',
    }),
    bytes: Type.Integer({ description: 'The size of the file', examples: [2_048] }),
    bytesChecked: Type.Integer({ description: 'How much of the file is checked', examples: [2_048] }),
    orders: Type.Integer({ description: 'How many orders were found so far', examples: [12] }),
    ordersSaved: Type.Integer({ description: 'How many of them are saved', examples: [12] }),
    faults: Type.Array(ImportFaultSchema, {
      maxItems: mostImportFaults,
      description: `What is wrong with the file, line by line; the first ${mostImportFaults} faults`,
    }),
    createdAt: Instant,
    finishedAt: Type.Union([Instant, Type.Null()]),
  },
  { title: 'OrderImport' },
)

export type ImportFault = Static<typeof ImportFaultSchema>

const ImportParams = strictObject({ importId: idOf('import') })

const createImport = declare({
  id: 'order-imports.create',
  method: 'POST',
  path: '/api/order-imports',
  summary: `Import the orders of a file with up to ${mostImportedRows} lines as drafts: all of them, or none`,
  access: { scope: 'orders:write' },
  limit: 'upload',
  maxBodyBytes: 10 * 1024 * 1024,
  crossOrigin: true,
  idempotent: true,
  location: true,
  audit: inOrderHistory,
  upload: Object.values(orderFileTypes),
  request: {},
  responses: { 202: OrderImportSchema },
  problems: ['import-under-way'],
})

const readImport = declare({
  id: 'order-imports.read',
  method: 'GET',
  path: '/api/order-imports/{importId}',
  summary: 'Show the progress of an import, and the faults of its file. It is kept for 30 days.',
  access: { scope: 'orders:write' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { params: ImportParams },
  responses: { 200: OrderImportSchema },
  problems: ['not-found'],
})

const cancelImport = declare({
  id: 'order-imports.cancel',
  method: 'POST',
  path: '/api/order-imports/{importId}/cancellation',
  summary: 'Cancel an import that does not save yet, so that none of its orders is added',
  access: { scope: 'orders:write' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { params: ImportParams },
  responses: { 200: OrderImportSchema },
  problems: ['not-found', 'import-finished'],
  audit: { none: 'it saves nothing' },
})

export const orderImportEndpoints = [createImport, readImport, cancelImport] as const
