import { randomUUIDv7 } from 'node:crypto'
import { describeFault, type RequestOf, type ResponseOf } from '@palisade/contracts'
import type { TenantReader } from '@palisade/db'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError, refuseField } from '../../http/problem.ts'

type Report = ResponseOf<'reports.read'>

type ReportRow = NonNullable<Awaited<ReturnType<typeof findReport>>>

const mostDays = 366
const longestPeriodMs = mostDays * 86_400_000

export function reportHandlers(): Handlers<EndpointsOf<'reports'>> {
  return {
    'reports.create': async request => {
      const period = readPeriod(request.body)
      const row = await request.inTenant(async db => {
        const { tenantId } = db
        const id = randomUUIDv7()
        const data = { id, tenantId, requestedBy: request.caller.memberId, ...period }
        const created = await db.report.create({ data })
        await db.queueJob('reports.compute', id)
        return created
      })
      return describe(row)
    },

    'reports.read': async request => {
      const row = await request.readInTenant(db => findReport(db, request.params.reportId))
      if (!row) throw new ProblemError('not-found')
      return describe(row)
    },
  }
}

function findReport(db: TenantReader, id: string) {
  return db.report.findFirst({ where: { tenantId: db.tenantId, id } })
}

function readPeriod(body: RequestOf<'reports.create'>['body']) {
  const createdFrom = new Date(body.createdFrom)
  const createdBefore = new Date(body.createdBefore)
  const ms = createdBefore.getTime() - createdFrom.getTime()
  if (ms > 0 && ms <= longestPeriodMs) return { createdFrom, createdBefore }
  const detail = ms > 0 ? describeFault('longPeriod', mostDays) : describeFault('after', 'createdFrom')
  throw refuseField('validation-failed', 'body', '/createdBefore', detail)
}

function describe({ id, status, createdFrom, createdBefore, createdAt, finishedAt, result }: ReportRow): Report {
  return {
    id,
    status: status as Report['status'],
    createdFrom: createdFrom.toISOString(),
    createdBefore: createdBefore.toISOString(),
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    rows: result as Report['rows'],
  }
}
