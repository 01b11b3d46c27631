import { createHash } from 'node:crypto'
import type { TenantDb } from '@palisade/db'
import type { FastifyRequest } from 'fastify'
import type { Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { createTenantGate } from '../../http/tenant-gate.ts'
import { audit } from '../../observability/audit.ts'
import { encodeLogo } from './encode-logo.ts'

/** Each takes a thread and some of a processor. */
const logosAtOnce = {
  policy: 'logos-at-once',
  perTenant: { running: 1, waiting: 1 },
  together: { running: 1, waiting: 8 },
}

export function logoHandlers(): Handlers<'tenant.set-logo' | 'tenant.remove-logo'> {
  const inTurn = createTenantGate(logosAtOnce)
  return {
    'tenant.set-logo': async request => {
      const { tenantId } = request.caller
      const { mediaType, bytes } = request.body
      const logo = await inTurn(tenantId, () => encodeLogo(bytes, mediaType))
      if (!logo) throw new ProblemError('unusable-image')
      const hash = createHash('sha256').update(logo).digest('hex')
      return request.inTenant(async db => {
        await db.tenantLogo.deleteMany({ where: { tenantId } })
        await db.tenantLogo.createMany({ data: { tenantId, hash, bytes: logo } })
        return change(request, db, hash)
      })
    },

    'tenant.remove-logo': async request => {
      const { tenantId } = request.caller
      return request.inTenant(async db => {
        await db.tenantLogo.deleteMany({ where: { tenantId } })
        return change(request, db, null)
      })
    },
  }
}

async function change(request: FastifyRequest, db: TenantDb, logoHash: string | null) {
  const { tenantId: id } = db
  const data = { logoHash, version: { increment: 1 } }
  const [row] = await db.tenant.updateManyAndReturn({ where: { id }, data, select: { color: true } })
  audit(request, db, 'tenant.branding-changed', { object: id, what: logoHash === null ? 'logo-removed' : 'logo' })
  return { color: row?.color ?? null, logo: logoHash }
}
