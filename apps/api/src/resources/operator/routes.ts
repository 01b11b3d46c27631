import type { AdmissionStore } from '@palisade/security/rate-limit'
import type { ConsoleTokens } from '../../access/console-tokens.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { auditOperator } from '../../observability/audit-operator.ts'
import { changeTenant } from './change-tenant.ts'
import { keepReason } from './keep-reason.ts'
import { readLimits, readTenant } from './read-tenant.ts'
import { readSecurity } from './security-overview.ts'
import { listTenants } from './tenant-list.ts'

type Deps = { admission: AdmissionStore; consoleTokens: ConsoleTokens }

/** The operator console. Its sign-in is in resources/auth, its audit trail in resources/audit-log. */
export function operatorHandlers({
  admission,
  consoleTokens,
}: Deps): Handlers<Exclude<EndpointsOf<'operator'>, 'operator.enter' | 'operator.audit-log'>> {
  const withLimits = async (found: Awaited<ReturnType<typeof readTenant>>) => {
    if (!found) throw new ProblemError('not-found')
    return { ...found, limits: await readLimits(admission, found.id, found.tier) }
  }

  return {
    'operator.renew': async request => {
      const { actorId: operatorId, sessionId, authenticatedAtMs } = request.operator
      // Only to check the session: one that has ended gets no new token.
      await request.inConsole(async () => {})
      return consoleTokens.issue({ operatorId, sessionId, authenticatedAtMs })
    },

    'operator.tenants': request => request.inConsole(tx => listTenants(tx, request.query)),

    'operator.tenant': async request => {
      const { tenantId } = request.params
      return withLimits(await request.inConsole(tx => readTenant(tx, tenantId)))
    },

    'operator.security': request => request.inConsole(readSecurity),

    'operator.change-tenant': async request => {
      const { tenantId } = request.params
      const { reason, ...change } = request.body
      const found = await request.inConsole(async tx => {
        let isRecorded = false
        const changed = await changeTenant(tx, { id: tenantId }, change, (object, event, facts) => {
          auditOperator(request, tx, event, { tenantId: object, object, ...facts })
          isRecorded = true
        })
        if (!changed) return undefined
        if (isRecorded) await keepReason(tx, { requestId: request.id, tenantId, reason })
        return readTenant(tx, tenantId)
      })
      return withLimits(found)
    },
  }
}
