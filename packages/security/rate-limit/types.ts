/** One limit, declared once and shared by every request that it applies to. See `definePolicy` for what is accepted. */
export type LimitPolicy = {
  /** Names the limit in `RateLimit-Policy`, in logs and in its counters: `ip`, `user`, `tenant`, `sign-in-account`. */
  name: string
  /** `token-bucket` is GCRA. The README says which one fits where. */
  algorithm: 'token-bucket' | 'sliding-window' | 'fixed-window'
  /** Units that one window allows. */
  limit: number
  windowMs: number
  /** Token bucket only: units that may be taken at once. Default: `limit`. */
  burst?: number
  /** Fixed window only: windows are the calendar months of UTC, and `windowMs` is only what clients see. */
  calendar?: 'month'
  /** `shadow` decides and reports, and never refuses: the way to try a new limit. Default: `enforce`. */
  mode?: 'enforce' | 'shadow'
  /** Whether a penalty on the same key multiplies the costs of this limit. Default: true. A paid quota says false. */
  tightens?: boolean
  /** While the store is away: refuse (the default), or a limiter in this process at a share of the limit. */
  whenUnavailable?: 'refuse' | { localShare: number }
}

/** `cost` in units, a whole number: default 1. 0 takes nothing, and is refused when 1 would be. */
export type LimitCheck = { policy: LimitPolicy; key: string; cost?: number }

/** What a verified access token says about itself. */
export type TokenFacts = {
  jti: string
  subject: string
  tenantId: string
  issuedAtMs: number
  /** The session that it was issued in. */
  sessionId?: string
  membershipVersion?: number
}

/** A store prepares a frozen request once, for all the times that it is asked: freeze what you keep and never change. */
export type AdmissionRequest = {
  limits: readonly LimitCheck[]
  token?: TokenFacts
  /** Keys whose penalty is asked for. A penalty tightens the limits of this request that have the same `key`. */
  penaltyKeys?: readonly string[]
}

export type LimitStatus = {
  policy: LimitPolicy
  key: string
  /** Units left, at the price that holds now: under a penalty a unit costs more, so fewer are left. */
  remaining: number
  /** Until the limit is untouched again (token bucket, sliding window) or its next window starts (fixed window). */
  resetMs: number
  /** 0 when allowed. */
  retryAfterMs: number
}

export type Admission =
  | { ok: true; limits: LimitStatus[]; shadowed: LimitStatus[] }
  | { ok: false; reason: 'limited'; violated: LimitStatus[]; limits: LimitStatus[]; retryAfterMs: number }
  | { ok: false; reason: 'revoked' }
  | { ok: false; reason: 'unavailable'; cause?: unknown }

/** What stops being accepted: one token, all of one session, all that were issued too early, or with an older role. */
export type Revocation =
  | { jti: string }
  | { sessionId: string }
  | { subject: string }
  | { tenantId: string }
  | { subject: string; tenantId: string; belowMembershipVersion: number }

/** How long the entry is kept: as long as a token that it blocks can live. */
export type RevocationSpan = ({ forMs: number } | { untilMs: number }) & {
  /** By subject or tenant: tokens issued before this instant are refused. Default: the store's own now. */
  issuedBeforeMs?: number
}

export type AdmissionStore = {
  /** Decides every limit, revocation and penalty of one request in one step. Takes nothing unless all of them allow. */
  admit(request: AdmissionRequest): Promise<Admission>
  /** Adds the costs whatever the limits say, up to the limit: a failed sign-in, known only afterwards. */
  charge(checks: readonly LimitCheck[]): Promise<void>
  /** Gives the costs back: the sign-in that was paid for in advance succeeded. */
  refund(checks: readonly LimitCheck[]): Promise<void>
  /** Forgets what was counted. */
  reset(checks: readonly LimitCheck[]): Promise<void>
  /** Adds penalty points to keys. They fade with time. */
  penalize(keys: readonly string[], points: number): Promise<void>
  revoke(what: Revocation, span: RevocationSpan): Promise<void>
  close(): Promise<void>
}

/** How penalty points tighten limits: each `pointsPerHalving` points double the price of a unit. */
export type PenaltyScale = {
  /** Milliseconds in which one point fades. Default 6,000: ten points a minute. */
  pointMs?: number
  /** Default 10. */
  pointsPerHalving?: number
  /** Limits never shrink below 1 / 2^this. Default 4: a sixteenth. */
  maxHalvings?: number
}

/** The store did not answer: it is away, too slow, or refuses to write. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError'
  readonly code = 'store-unavailable'
}
