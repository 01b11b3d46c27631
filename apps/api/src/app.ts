import { addressLimits } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import type { KeyRing } from '@palisade/security/jwt'
import { type AdmissionStore, createInProcessLimiter } from '@palisade/security/rate-limit'
import { createResponseFilter } from '@palisade/security/response'
import { type Changes, createPseudonyms, type Logger, type Tracing } from '@palisade/service'
import type { FastifyInstance } from 'fastify'
import { createAccess } from './access/create-access.ts'
import type { Config } from './config.ts'
import { createServer } from './http/create-server.ts'
import { createCrossOriginMethods, createDeclaredHeaders, createDeclaredRequests } from './http/declared-requests.ts'
import { findEndpoint, registerEndpoints } from './http/endpoint-routes.ts'
import { createTrustedProxies } from './http/trusted-proxies.ts'
import { serveWebPages } from './http/web-pages.ts'
import { createRequestIds, requestId } from './layers/10-request-id.ts'
import { limitAddress } from './layers/15-limit-address.ts'
import { cors } from './layers/20-cors.ts'
import { drain } from './layers/25-drain.ts'
import { allowList } from './layers/30-allow-list.ts'
import { authenticate } from './layers/40-authenticate.ts'
import { admit } from './layers/50-admit.ts'
import { authorize } from './layers/60-authorize.ts'
import { body } from './layers/65-body.ts'
import { tenantDb } from './layers/70-tenant-db.ts'
import { consoleDb } from './layers/75-console-db.ts'
import { type AbuseScores, scoreAbuse } from './layers/abuse-score.ts'
import { refuseUnreadable, response } from './layers/response.ts'
import { type Metrics, measure } from './observability/metrics.ts'
import { createRequestLogs } from './observability/request-log.ts'
import { meterFailures, type SecurityMeter } from './observability/security-meter.ts'
import { measureSignInPressure } from './observability/sign-in-pressure.ts'
import { traceRequests } from './observability/trace-requests.ts'
import { meterUsage, type UsageMeter } from './observability/usage-meter.ts'
import { createHandlers } from './resources/index.ts'

export type AppParts = {
  config: Config
  db: Database
  keys: KeyRing
  admission: AdmissionStore
  changes: Changes
  abuse: AbuseScores
  metrics: Metrics | undefined
  tracing: Tracing | undefined
  usage: Pick<UsageMeter, 'count'>
  alarms: Pick<SecurityMeter, 'count'>
  logger: Logger
  isClosing: () => boolean
}

/** Puts the layers together. A request passes them from top to bottom: each layer sees only what those above let through. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { config, db, keys, admission, abuse, metrics, tracing, usage, alarms, logger, isClosing } = parts
  const access = createAccess(parts)
  const { policy } = access
  const isEdge = createTrustedProxies(config.trustedProxies)
  const app = createServer({
    loggerInstance: createRequestLogs(logger),
    isEdge,
    createRequestId: createRequestIds(isEdge),
    refuseUnreadable,
  })
  app.decorate('isPublicByHttps', !config.publicOrigin.startsWith('http:'))

  if (tracing) traceRequests(app, { tracing, isEdge })
  findEndpoint(app)
  // On the way out: headers, errors and the filter of every response, also of those that a layer below refuses.
  response(app, {
    filter: createResponseFilter({ secrets: config.secrets, currentSecrets: keys.secrets }),
    isEdge,
    pseudonymOf: createPseudonyms(config.logHashKey),
  })

  // On the way in.
  requestId(app)
  limitAddress(app, { limiter: createInProcessLimiter(addressLimits.requests), policy })
  cors(app, { policy, methodsOf: createCrossOriginMethods() })
  if (config.drainMs > 0) drain(app, { isClosing })
  allowList(app, { declared: createDeclaredRequests(), headerFault: createDeclaredHeaders() })
  authenticate(app, { tokens: access.tokenVerifier, apiKeys: access.apiKeys.find })
  admit(app, { admission, stateOf: access.tenantStates.stateOf })
  authorize(app, { serves: access.originsOfTenants.serves, adminNetworks: config.adminNetworks })
  body(app)
  tenantDb(app, { db })
  consoleDb(app, { db })

  // After the response.
  scoreAbuse(app, { abuse, ownOrigins: config.allowedOrigins })
  if (metrics) {
    measure(app, metrics)
    measureSignInPressure(app, metrics.registry)
  }
  meterUsage(app, usage)
  meterFailures(app, alarms)

  registerEndpoints(app, createHandlers({ ...parts, ...access }))
  if (config.webRoot) await serveWebPages(app, config.webRoot)
  return app
}
