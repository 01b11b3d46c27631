import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { currencies, orderStatuses } from './orders.ts'
import { Id, Instant, idOf, strictObject } from './schemas.ts'

const ReportRow = strictObject(
  {
    status: Type.Enum([...orderStatuses]),
    currency: Type.Enum([...currencies]),
    orders: Type.Integer(),
    totalMinor: Type.String({
      pattern: '^\\d+$',
      description: 'As digits, because the sum can be too large for an exact JSON number',
      examples: ['12900'],
    }),
  },
  { title: 'ReportRow' },
)

const Report = strictObject(
  {
    id: Id,
    status: Type.Enum(['queued', 'running', 'done', 'failed']),
    createdFrom: Instant,
    createdBefore: Instant,
    createdAt: Instant,
    finishedAt: Type.Union([Instant, Type.Null()]),
    rows: Type.Union([Type.Array(ReportRow, { maxItems: orderStatuses.length * currencies.length }), Type.Null()], {
      description: '`null` until the report is done',
    }),
  },
  { title: 'Report' },
)

const createReport = declare({
  id: 'reports.create',
  method: 'POST',
  path: '/api/reports',
  summary: 'Start a report, in which a worker counts the orders of a period of up to 366 days by status and currency',
  access: { scope: 'orders:read' },
  limit: 'report',
  maxBodyBytes: 1024,
  crossOrigin: true,
  location: true,
  audit: { none: 'it counts orders and changes none' },
  request: { body: strictObject({ createdFrom: Instant, createdBefore: Instant }) },
  responses: { 202: Report },
})

const readReport = declare({
  id: 'reports.read',
  method: 'GET',
  path: '/api/reports/{reportId}',
  summary: 'Show the progress and the result of a report, which is kept for 30 days',
  access: { scope: 'orders:read' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { params: strictObject({ reportId: idOf('report') }) },
  responses: { 200: Report },
  problems: ['not-found'],
})

export const reportEndpoints = [createReport, readReport] as const
