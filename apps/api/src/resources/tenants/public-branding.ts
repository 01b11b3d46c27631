import { tenantLogo } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'

const nothing = { name: null, color: null, logo: null }

/** Short, so that a logo leaves caches soon after its tenant is erased. */
const longestCacheSeconds = 86_400

export function publicBrandingHandlers({ db }: { db: Database }): Handlers<EndpointsOf<'branding'>> {
  return {
    'branding.read': async ({ headers, host }) => {
      // Browsers send no Origin with a GET of the page's own host.
      const origin = headers.origin ?? `https://${host}`
      const rows = await db.forIdentity(tx =>
        tx.tenantOrigin.findMany({
          where: { origin, verifiedAt: { not: null }, tenant: { state: 'active' } },
          select: { tenant: { select: { name: true, color: true, logoHash: true } } },
          take: 2,
        }),
      )
      const [only, other] = rows
      // Two tenants may have verified the same origin: it belongs to neither.
      if (!only || other) return nothing
      const { name, color, logoHash: logo } = only.tenant
      return { name, color, logo }
    },

    'branding.logo': async (request, reply) => {
      const { hash } = request.params
      const logo = await db.forIdentity(tx => tx.tenantLogo.findFirst({ where: { hash }, select: { bytes: true } }))
      if (!logo) throw new ProblemError('not-found')
      reply.type(tenantLogo.servedType)
      reply.header('content-disposition', 'inline; filename="logo.png"')
      reply.header('cache-control', `public, max-age=${longestCacheSeconds}, immutable`)
      return Buffer.from(logo.bytes) as unknown as Blob
    },
  }
}
