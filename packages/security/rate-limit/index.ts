export { type AbuseOutcome, abusePenalties, abusePenalty, abusePenaltyScale } from './abuse-penalties.ts'
export { type AdmissionEvent, type AdmissionOptions, createAdmission } from './admission.ts'
export type { BreakerOptions, BreakerState } from './breaker.ts'
export { clientNetwork } from './client-network.ts'
export { createInProcessLimiter, type InProcessLimiter, type InProcessLimiterOptions } from './in-process-limiter.ts'
export { definePolicy } from './limit-policy.ts'
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts'
export { rateLimitFields, retryAfterSeconds } from './rate-limit-fields.ts'
export { createRedisStore, type RedisStoreOptions } from './redis-store.ts'
export {
  type Admission,
  type AdmissionRequest,
  type AdmissionStore,
  type LimitCheck,
  type LimitPolicy,
  type LimitStatus,
  type PenaltyScale,
  type Revocation,
  type RevocationSpan,
  StoreUnavailableError,
  type TokenFacts,
} from './types.ts'
