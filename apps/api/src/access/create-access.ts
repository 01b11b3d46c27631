import {
  addressLimits,
  answeredMethods,
  clockToleranceMs,
  corsPolicy,
  type Endpoint,
  endpoints,
  sessionLifetimes,
  tenantOrigins,
} from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { type CorsPolicy, createCorsPolicy } from '@palisade/security/cors'
import { createTokenIssuer, createTokenVerifier, type KeyRing } from '@palisade/security/jwt'
import { createInProcessLimiter } from '@palisade/security/rate-limit'
import type { Changes, Logger } from '@palisade/service'
import type { Config } from '../config.ts'
import { createApiKeyLookup } from './api-key-lookup.ts'
import { createTenantOrigins, findTenantsOf } from './tenant-origins.ts'
import { createTenantStates, loadTenantState, type TenantStates } from './tenant-states.ts'

/** The methods that a page of another origin may use at all. */
const crossOriginMethods = [
  ...new Set(
    Object.values<Endpoint>(endpoints)
      .filter(({ crossOrigin }) => crossOrigin)
      .flatMap(answeredMethods),
  ),
]

type Parts = {
  config: Pick<Config, 'publicOrigin' | 'allowedOrigins' | 'environment'>
  db: Database
  keys: KeyRing
  changes: Changes
  logger: Logger
}

/** Builds what the layers need to know about a caller. Each node drops its cached answers when any node announces a change. */
export function createAccess({ config, db, keys, changes, logger }: Parts) {
  const issued = { keys, issuer: config.publicOrigin, audience: 'palisade-api' }
  const originsOfTenants = createTenantOrigins({ findTenants: findTenantsOf(db), listed: config.allowedOrigins })
  const policy = createCorsPolicy({
    ...corsPolicy,
    origins: config.allowedOrigins,
    resolveOrigin: originsOfTenants.resolve,
    lookups: { ...tenantOrigins.lookups, budget: createInProcessLimiter(addressLimits.unknownOrigins) },
    production: config.environment === 'production',
    methods: crossOriginMethods,
  })
  const tenantStates = createTenantStates({
    load: id => loadTenantState(db, id),
    onError: (err, tenant) => logger.warn({ event: 'tenant.stale', tenant, err }, 'tenant state is stale'),
  })
  const apiKeys = createApiKeyLookup({ db })
  forgetChanged(changes, { tenantStates, apiKeys, policy })
  return {
    tokenIssuer: createTokenIssuer({ ...issued, lifetimeMs: sessionLifetimes.accessTokenMs }),
    tokenVerifier: createTokenVerifier({ ...issued, clockToleranceMs }),
    originsOfTenants,
    tenantStates,
    policy,
    apiKeys,
  }
}

type Remembered = { tenantStates: TenantStates; apiKeys: ReturnType<typeof createApiKeyLookup>; policy: CorsPolicy }

function forgetChanged(changes: Changes, { tenantStates, apiKeys, policy }: Remembered): void {
  changes.subscribe(change => {
    apiKeys.forget(change)
    if (change.what === 'tenant') return tenantStates.forget(change.id)
    if (change.what === 'origin') return policy.invalidate(change.origin)
    if (change.what !== 'missed') return
    tenantStates.forgetAll()
    policy.invalidateAll()
  })
}
