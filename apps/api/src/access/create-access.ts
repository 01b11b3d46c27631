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
import { createTokenIssuer, createTokenVerifier, type KeyRing, type TokenVerifier } from '@palisade/security/jwt'
import { createInProcessLimiter } from '@palisade/security/rate-limit'
import type { Changes, Logger } from '@palisade/service'
import type { Config } from '../config.ts'
import { createApiKeyLookup } from './api-key-lookup.ts'
import { consoleAudience } from './principal.ts'
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

/** Builds the services that tell the layers about a caller. Each node drops cached results when any node announces a change. */
export function createAccess({ config, db, keys, changes, logger }: Parts) {
  const issued = { keys, issuer: config.publicOrigin, audience: 'palisade-api' }
  const console = { ...issued, audience: consoleAudience }
  const { accessTokenMs: lifetimeMs } = sessionLifetimes
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
    tokenIssuer: createTokenIssuer({ ...issued, lifetimeMs }),
    consoleTokenIssuer: createTokenIssuer({ ...console, lifetimeMs }),
    tokenVerifier: ofEither(
      createTokenVerifier({ ...issued, clockToleranceMs }),
      createTokenVerifier({ ...console, clockToleranceMs }),
    ),
    originsOfTenants,
    tenantStates,
    policy,
    apiKeys,
  }
}

/** Verifies a token for one of two audiences; its claims say which one. */
function ofEither(first: TokenVerifier, second: TokenVerifier): TokenVerifier {
  return {
    verify(token) {
      const verified = first.verify(token)
      return !verified.ok && verified.reason === 'audience' ? second.verify(token) : verified
    },
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
