export { type AnomalyOutcome, anomalyPoints, anomalyScale, pointsFor } from './abuse-score.ts'
export { type AdmissionEvent, type AdmissionOptions, createAdmission } from './admission.ts'
export { type Brake, type BrakeOptions, createBrake } from './brake.ts'
export type { BreakerOptions, BreakerState } from './breaker.ts'
export { clientNetwork } from './client-network.ts'
export { rateLimitFields, retryAfterSeconds } from './fields.ts'
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts'
export { definePolicy } from './policy.ts'
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
