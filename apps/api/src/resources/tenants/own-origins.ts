import { randomUUIDv7 } from 'node:crypto'
import { isIP } from 'node:net'
import { describeFault, domainProof, originPattern, type ResponseOf } from '@palisade/contracts'
import { isUniqueViolation } from '@palisade/db'
import { originFault } from '@palisade/security/cors'
import type { Config } from '../../config.ts'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { requireRoom } from '../../http/plan-maxima.ts'
import { ProblemError, refuseField } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'

export type OriginEndpoints =
  | 'tenant.list-origins'
  | 'tenant.add-origin'
  | 'tenant.verify-origin'
  | 'tenant.remove-origin'

export type OriginDeps = { config: Pick<Config, 'environment'> }

type Row = {
  id: string
  origin: string
  token: string
  verifiedAt: Date | null
  checkedAt: Date | null
  nextCheckAt: Date | null
  addedBy: string | null
  createdAt: Date
}

export function originHandlers({ config }: OriginDeps): Handlers<OriginEndpoints> {
  const production = config.environment === 'production'
  return {
    'tenant.list-origins': async request => {
      const rows = await request.readInTenant(db =>
        db.tenantOrigin.findMany({ where: { tenantId: db.tenantId }, orderBy: { id: 'asc' } }),
      )
      return { items: rows.map(describe) }
    },

    'tenant.add-origin': async request => {
      const { origin } = request.body
      const { memberId: addedBy } = request.caller
      const fault = originFault(origin, production) ?? hostFault(origin)
      if (fault) {
        throw refuseField('validation-failed', 'body', '/origin', faultTexts[fault])
      }
      const row = await request
        .inTenant(async db => {
          const { tenantId } = db
          await db.lockCount('tenantOrigin')
          await requireRoom(db, 'origins')
          const created = await db.tenantOrigin.create({ data: { id: randomUUIDv7(), tenantId, origin, addedBy } })
          await db.queueJob('origins.verify', created.id)
          audit(request, db, 'tenant.origin.added', { object: created.id })
          return created
        })
        .catch(error => {
          throw isUniqueViolation(error, 'origin')
            ? refuseField('origin-taken', 'body', '/origin', describeFault('taken'))
            : error
        })
      return describe(row)
    },

    'tenant.verify-origin': async request => {
      const { originId: id } = request.params
      const row = await request.inTenant(async db => {
        const where = { id, tenantId: db.tenantId }
        const [row] = await db.tenantOrigin.updateManyAndReturn({ where, data: { askedBy: request.caller.memberId } })
        if (!row) throw new ProblemError('not-found')
        await db.queueJob('origins.verify', id)
        return row
      })
      return describe(row)
    },

    'tenant.remove-origin': async request => {
      const { originId: id } = request.params
      await request.inTenant(async db => {
        const row = await db.tenantOrigin.findFirst({ where: { id, tenantId: db.tenantId } })
        if (!row) throw new ProblemError('not-found')
        await db.tenantOrigin.deleteMany({ where: { id, tenantId: db.tenantId } })
        await db.announce({ what: 'origin', tenantId: db.tenantId, id, origin: row.origin })
        audit(request, db, 'tenant.origin.removed', { object: id })
      })
    },
  }
}

const faultTexts = {
  'null-origin': 'must be an origin such as https://app.example.com',
  'malformed-origin': 'must be an origin such as https://app.example.com',
  'insecure-origin': 'must use https and a public host',
  'no-domain': 'must have a domain name as its host',
} as const

const isOrigin = new RegExp(`^${originPattern}$`)

/**
 * URLs admit characters that no host name has; the edge refuses them. An address and a bare name have no domain that anybody
 * could show to be theirs.
 */
function hostFault(origin: string): 'malformed-origin' | 'no-domain' | undefined {
  const { hostname } = new URL(origin)
  if (!hostname.startsWith('[') && !isOrigin.test(origin)) return 'malformed-origin'
  return isIP(hostname) || !hostname.includes('.') ? 'no-domain' : undefined
}

function describe(row: Row): ResponseOf<'tenant.add-origin'> {
  const { id, origin, token, verifiedAt, checkedAt, nextCheckAt, addedBy, createdAt } = row
  return {
    id,
    origin,
    verified: verifiedAt !== null,
    verifiedAt: verifiedAt?.toISOString() ?? null,
    checkedAt: checkedAt?.toISOString() ?? null,
    nextCheckAt: nextCheckAt?.toISOString() ?? null,
    addedBy,
    createdAt: createdAt.toISOString(),
    record: domainProof(origin, token),
  }
}
