const second = 1_000
const minute = 60 * second
const hour = 60 * minute

export type Limit = {
  readonly limit: number
  readonly windowMs: number
  /** What may be taken at once. */
  readonly burst: number
  /** On trial: counted and logged as `limit.shadowed` wherever it would have refused, and refusing nothing. */
  readonly mode?: 'shadow'
}

export type ClassLimits = {
  /** In units, of the limits of user, tenant and month as well. */
  readonly cost: number
  /** What holds while the limit store is away. */
  readonly whenUnavailable: 'refuse' | { readonly localShare: number }
  readonly perIp: Limit
  readonly perUser: Limit | null
}

/** While the limit store is away, each node continues on its own at half the limit. */
const alone = { localShare: 0.5 } as const

/**
 * How often one address and one user may call, by what the call costs. The edge keeps `perIp` as a leaky bucket,
 * the API keeps both in the admission step.
 */
export const limitClasses = {
  /** Health and documents: cheap, and asked for by machines. */
  system: { cost: 1, whenUnavailable: alone, perIp: { limit: 600, windowMs: minute, burst: 200 }, perUser: null },
  read: {
    cost: 1,
    whenUnavailable: alone,
    perIp: { limit: 1_200, windowMs: minute, burst: 200 },
    perUser: { limit: 600, windowMs: minute, burst: 100 },
  },
  write: {
    cost: 2,
    whenUnavailable: alone,
    perIp: { limit: 600, windowMs: minute, burst: 100 },
    perUser: { limit: 300, windowMs: minute, burst: 60 },
  },
  /** Costly for the database, so that few are allowed. */
  search: {
    cost: 5,
    whenUnavailable: alone,
    perIp: { limit: 600, windowMs: minute, burst: 150 },
    perUser: { limit: 300, windowMs: minute, burst: 100 },
  },
  /** Starts work that continues after the answer. */
  report: {
    cost: 10,
    whenUnavailable: alone,
    perIp: { limit: 600, windowMs: minute, burst: 200 },
    perUser: { limit: 200, windowMs: minute, burst: 100 },
  },
  /** Sign-up, sign-in and token issue: what an attacker tries passwords and stolen tokens on. Closed without the store. */
  session: { cost: 1, whenUnavailable: 'refuse', perIp: { limit: 60, windowMs: minute, burst: 30 }, perUser: null },
} as const satisfies Record<string, ClassLimits>

export type LimitClass = keyof typeof limitClasses

/**
 * What one address may do on each node before any call to a store. `unknown…`: lookups in the database, so that no caller keeps
 * it busy with inventions.
 */
export const addressLimits = {
  /** Far above every other limit: it protects the process, and is no share of anything. */
  requests: { limit: 12_000, windowMs: minute, burst: 2_000 },
  /** Lookups of CORS origins that the node has not allowed before, whatever the answer. */
  unknownOrigins: { limit: 60, windowMs: minute, burst: 30 },
  /** Lookups of API keys that turn out not to exist. */
  unknownApiKeys: { limit: 60, windowMs: minute, burst: 30 },
} as const satisfies Record<string, Limit>

/**
 * Failed sign-ins. The limit per account is loose: if it were strict, anyone could lock its owner out by failing
 * on purpose. The strict limit counts failures on one account from one address. A device on which the owner has signed in
 * before has a separate limit.
 */
export const signInFailureLimits = {
  perIp: { limit: 20, windowMs: 15 * minute },
  perAccountAndIp: { limit: 5, windowMs: 15 * minute },
  perAccount: { limit: 100, windowMs: hour },
  perDevice: { limit: 20, windowMs: hour },
} as const

/** Wrong codes. The caller already has the password, so the limit per account is strict: six digits are few. */
export const secondFactorFailureLimits = {
  perIp: { limit: 20, windowMs: 15 * minute },
  perAccountAndIp: { limit: 5, windowMs: 15 * minute },
  perAccount: { limit: 15, windowMs: hour },
} as const

/**
 * Mails that anybody can cause. Above `perAddress` nothing is sent, and the answer stays the same: it says nothing about
 * an address.
 */
export const mailLimits = {
  perIp: { limit: 60, windowMs: hour },
  perAddress: { limit: 3, windowMs: hour },
} as const

/** Mails of invitations: those of one tenant, and those of all tenants to one address. */
export const invitationLimits = {
  perTenant: { limit: 50, windowMs: hour },
  perAddress: { limit: 5, windowMs: hour },
} as const

/** How often one person may create a tenant. */
export const tenantCreationLimit = { limit: 5, windowMs: hour } as const

/** What a tenant's plan allows all its users together, in units of cost. */
export const tiers = ['free', 'pro', 'enterprise'] as const

export type Tier = (typeof tiers)[number]

export const tenantLimits = {
  free: { limit: 1_200, windowMs: minute, burst: 300 },
  pro: { limit: 6_000, windowMs: minute, burst: 1_500 },
  enterprise: { limit: 60_000, windowMs: minute, burst: 15_000 },
} as const satisfies Record<Tier, Limit>

/** What the plan pays for in a calendar month of UTC, in units of cost. Without the store the quota is not enforced. */
export const tenantQuotas = { free: 100_000, pro: 2_000_000, enterprise: 50_000_000 } as const satisfies Record<
  Tier,
  number
>
