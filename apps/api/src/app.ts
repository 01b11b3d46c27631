import {
  addressLimits,
  clockToleranceMs,
  corsPolicy,
  headerLimits,
  sessionLifetimes,
  tenantOrigins,
} from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { type CorsPolicy, createCorsPolicy } from '@palisade/security/cors'
import { createTokenIssuer, createTokenVerifier, type KeyRing } from '@palisade/security/jwt'
import { type AdmissionStore, createBrake, createMemoryStore } from '@palisade/security/rate-limit'
import { createResponseFilter } from '@palisade/security/response'
import { type Changes, createPseudonyms, type Logger } from '@palisade/service'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { createAccessRevocation } from './access/access-revocation.ts'
import { createApiKeyLookup } from './access/api-key-lookup.ts'
import { createTenantOrigins, findTenantsOf } from './access/tenant-origins.ts'
import { createTenantStates, loadTenantState, type TenantStates } from './access/tenant-states.ts'
import type { Config } from './config.ts'
import {
  createCrossOriginMethods,
  createDeclaredHeaders,
  createDeclaredRequests,
  crossOriginMethods,
} from './http/declared-requests.ts'
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
import { refuseUnreadable, response } from './layers/90-response.ts'
import { type Anomalies, anomalies } from './layers/95-anomalies.ts'
import { type Metrics, measure } from './observability/metrics.ts'
import { createRequestLogs } from './observability/request-log.ts'
import { apiKeyHandlers } from './resources/api-keys/routes.ts'
import { createChallenges } from './resources/auth/challenge.ts'
import { codeHandlers } from './resources/auth/code-routes.ts'
import { createKnownDevices } from './resources/auth/known-devices.ts'
import { passwordHandlers } from './resources/auth/password-routes.ts'
import { authHandlers } from './resources/auth/routes.ts'
import { secondFactorHandlers } from './resources/auth/second-factor-routes.ts'
import { createSessionAnswers } from './resources/auth/session-answer.ts'
import { sessionHandlers } from './resources/auth/session-routes.ts'
import { memberHandlers } from './resources/members/routes.ts'
import { orderHandlers } from './resources/orders/routes.ts'
import { reportHandlers } from './resources/reports/routes.ts'
import { systemHandlers } from './resources/system/routes.ts'
import { originHandlers } from './resources/tenants/origin-routes.ts'
import { tenantHandlers } from './resources/tenants/routes.ts'

export type AppParts = {
  config: Config
  db: Database
  keys: KeyRing
  admission: AdmissionStore
  changes: Changes
  seen: Anomalies
  metrics: Metrics | undefined
  logger: Logger
  isClosing: () => boolean
}

/** The way of a request, from top to bottom: a layer that is further down sees what those above let through. */
export async function createApp({
  config,
  db,
  keys,
  admission,
  changes,
  seen,
  metrics,
  logger,
  isClosing,
}: AppParts): Promise<FastifyInstance> {
  const isEdge = createTrustedProxies(config.trustedProxies)
  const app: FastifyInstance = fastify({
    loggerInstance: createRequestLogs(logger),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: createRequestIds(isEdge),
    trustProxy: isEdge,
    bodyLimit: 1,
    http: { maxHeaderSize: headerLimits.totalBytes, requireHostHeader: false },
    requestTimeout: 15_000,
    return503OnClosing: false,
    clientErrorHandler: refuseUnreadable,
  })
  // RFC 9110 section 10.1.1: an expectation may be ignored. Node would answer 417 without a problem.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.decorate('isPublicByHttps', !config.publicOrigin.startsWith('http:'))
  const { dataKey, sessionLifetimeMs } = config
  const issued = { issuer: config.publicOrigin, audience: 'palisade-api' }
  const tokens = createTokenIssuer({ keys, ...issued, lifetimeMs: sessionLifetimes.accessTokenMs })
  const verifier = createTokenVerifier({ keys, ...issued, clockToleranceMs })
  const devices = createKnownDevices(dataKey)
  const answers = createSessionAnswers(tokens, devices)
  const challenges = createChallenges(keys, issued.issuer)
  const revocation = createAccessRevocation({ db, admission })
  const declared = createDeclaredRequests()
  const production = config.environment === 'production'
  const origins = createTenantOrigins({ findTenants: findTenantsOf(db), listed: config.allowedOrigins })
  const policy = createCorsPolicy({
    ...corsPolicy,
    origins: config.allowedOrigins,
    resolveOrigin: origins.resolve,
    lookupsPerClient: {
      budget: createBrake(addressLimits.unknownOrigins),
      atOnce: tenantOrigins.lookupsAtOnce.perAddress,
    },
    // Fewer than the pool has connections: lookups of many addresses leave most of them to everybody else.
    maxPendingLookups: tenantOrigins.lookupsAtOnce.perNode,
    production,
    methods: crossOriginMethods,
  })
  const tenants = createTenantStates({
    load: id => loadTenantState(db, id),
    onError: (err, tenant) => logger.warn({ event: 'tenant.stale', tenant, err }, 'the state of a tenant is old'),
  })
  const apiKeys = createApiKeyLookup({ db, brake: createMemoryStore() })
  forgetWhatChanges(changes, { tenants, apiKeys, policy })

  findEndpoint(app)
  response(app, {
    filter: createResponseFilter({ secrets: config.secrets, currentSecrets: keys.secrets }),
    isEdge,
    pseudonymOf: createPseudonyms(config.logHashKey),
  })
  requestId(app)
  limitAddress(app, { limiter: createBrake(addressLimits.requests), policy })
  cors(app, { policy, methodsOf: createCrossOriginMethods() })
  if (config.drainMs > 0) drain(app, { isClosing })
  allowList(app, { declared, headerFault: createDeclaredHeaders() })
  authenticate(app, { tokens: verifier, apiKeys: apiKeys.find })
  admit(app, { admission, stateOf: tenants.stateOf })
  authorize(app, { serves: origins.serves, adminNetworks: config.adminNetworks })
  body(app)
  tenantDb(app, { db })
  anomalies(app, { seen })
  if (metrics) measure(app, metrics)

  registerEndpoints(app, {
    ...authHandlers({ db, answers, devices, admission, revocation, challenges, sessionLifetimeMs }),
    ...codeHandlers({ db, answers, admission, challenges, dataKey, sessionLifetimeMs }),
    ...passwordHandlers({ db, answers, admission, revocation }),
    ...secondFactorHandlers({ db, answers, admission, dataKey }),
    ...sessionHandlers({ db, revocation }),
    ...memberHandlers(),
    ...apiKeyHandlers(),
    ...orderHandlers(),
    ...reportHandlers(),
    ...tenantHandlers(),
    ...originHandlers({ changes, production }),
    ...systemHandlers({ db, keys, isClosing }),
  })
  if (config.webRoot) await serveWebPages(app, config.webRoot)
  return app
}

type Remembered = { tenants: TenantStates; apiKeys: ReturnType<typeof createApiKeyLookup>; policy: CorsPolicy }

/** What this node remembers is out of date as soon as any node has changed it. */
function forgetWhatChanges(changes: Changes, { tenants, apiKeys, policy }: Remembered): void {
  changes.subscribe(change => {
    apiKeys.forget(change)
    if (change.what === 'tenant') return tenants.forget(change.id)
    if (change.what === 'origin') return policy.invalidate(change.origin)
    if (change.what !== 'missed') return
    tenants.forgetAll()
    policy.invalidateAll()
  })
}
