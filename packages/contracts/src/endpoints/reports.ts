import Type from 'typebox'
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
      description: 'As digits, since the sum can exceed what a JSON number holds exactly',
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
  summary: 'Have the orders of a period of up to 366 days counted by status and currency; a worker does it',
  access: { scope: 'orders:read' },
  limit: 'report',
  maxBodyBytes: 1024,
  crossOrigin: true,
  location: true,
  request: { body: strictObject({ createdFrom: Instant, createdBefore: Instant }) },
  responses: { 202: Report },
})

const readReport = declare({
  id: 'reports.read',
  method: 'GET',
  path: '/api/reports/{reportId}',
  summary: 'How far a report is, and what it found; it is kept for 30 days',
  access: { scope: 'orders:read' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { params: strictObject({ reportId: idOf('report') }) },
  responses: { 200: Report },
  problems: ['not-found'],
})

export const reportEndpoints = [createReport, readReport] as const
