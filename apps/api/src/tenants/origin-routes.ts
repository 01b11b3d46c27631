import { randomUUIDv7 } from 'node:crypto'
import { tenantOrigins } from '@palisade/contracts'
import { isUniqueViolation } from '@palisade/db'
import { originFault } from '@palisade/security/cors'
import type { Changes } from '@palisade/service'
import type { FastifyRequest } from 'fastify'
import type { Handlers } from '../endpoint-routes.ts'
import { ProblemError } from '../problem.ts'

type OriginEndpoints = 'tenant.list-origins' | 'tenant.add-origin' | 'tenant.remove-origin'

type Needs = { changes: Changes; production: boolean }

type Row = { id: string; origin: string; verified: boolean; createdAt: Date }

export function originHandlers({ changes, production }: Needs): Handlers<OriginEndpoints> {
  return {
    'tenant.list-origins': async request => {
      const rows = await request.readInTenant(db =>
        db.tenantOrigin.findMany({ where: { tenantId: db.tenantId }, orderBy: { id: 'asc' } }),
      )
      return { items: rows.map(describe) }
    },

    'tenant.add-origin': async request => {
      const { origin } = request.body
      const fault = originFault(origin, production)
      if (fault) {
        throw new ProblemError('validation-failed', { errors: [{ in: 'body', pointer: '/origin', detail: fault }] })
      }
      const row = await request
        .inTenant(async db => {
          const { tenantId } = db
          if ((await db.tenantOrigin.count({ where: { tenantId } })) >= tenantOrigins.mostPerTenant) {
            throw new ProblemError('too-many-origins')
          }
          return db.tenantOrigin.create({ data: { id: randomUUIDv7(), tenantId, origin } })
        })
        .catch(error => {
          throw isUniqueViolation(error, 'origin') ? new ProblemError('origin-taken') : error
        })
      await changes.announce({ what: 'origin', origin })
      logChange(request, 'origin.added', origin)
      return describe(row)
    },

    'tenant.remove-origin': async request => {
      const { originId: id } = request.params
      const origin = await request.inTenant(async db => {
        const row = await db.tenantOrigin.findFirst({ where: { id, tenantId: db.tenantId } })
        if (!row) throw new ProblemError('not-found')
        await db.tenantOrigin.deleteMany({ where: { id, tenantId: db.tenantId } })
        return row.origin
      })
      await changes.announce({ what: 'origin', origin })
      logChange(request, 'origin.removed', origin)
    },
  }
}

function describe({ id, origin, verified, createdAt }: Row) {
  return { id, origin, verified, createdAt: createdAt.toISOString() }
}

function logChange(request: FastifyRequest, event: string, origin: string): void {
  const { userId, tenantId } = request.caller
  request.log.info({ event: `tenant.${event}`, origin, subject: userId, tenant: tenantId, ip: request.ip })
}
