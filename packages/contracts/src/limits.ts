const second = 1_000
const minute = 60 * second
const hour = 60 * minute

export type Limit = {
  readonly limit: number
  readonly windowMs: number
  /** How many units may be taken at once. */
  readonly burst: number
  /** On trial: the limit refuses nothing. Where it would have, the API logs `limit.shadowed`. */
  readonly mode?: 'shadow'
}

export type ClassLimits = {
  /** In units. The limits of user, tenant and month count the same units. */
  readonly cost: number
  /** What happens while the limit store is unavailable. */
  readonly whenUnavailable: 'refuse' | { readonly localShare: number }
  readonly perIp: Limit
  readonly perUser: Limit | null
}

/** While the limit store is unavailable, each node enforces half of the limit by itself. */
const alone = { localShare: 0.5 } as const

/**
 * How often one address and one user may call, by class of endpoints. The edge enforces `perIp` as a leaky bucket, the API
 * enforces both in the admission step.
 */
export const limitClasses = {
  /** Health checks and documents: cheap, and requested by machines. */
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
  /** Stores a file of megabytes, and starts work that takes up to a minute. */
  upload: {
    cost: 20,
    whenUnavailable: alone,
    perIp: { limit: 600, windowMs: minute, burst: 200 },
    perUser: { limit: 200, windowMs: minute, burst: 100 },
  },
  /** Sign-up, sign-in and token issue, where attackers try passwords and stolen tokens. Refused while the store is unavailable. */
  session: { cost: 1, whenUnavailable: 'refuse', perIp: { limit: 60, windowMs: minute, burst: 30 }, perUser: null },
} as const satisfies Record<string, ClassLimits>

export type LimitClass = keyof typeof limitClasses

/**
 * Limits of one address on each node, before any call to a store. `unknown…` limits lookups in the database, so that no caller
 * can cause many of them with invented values.
 */
export const addressLimits = {
  /** Far above every other limit: it only protects the process. */
  requests: { limit: 12_000, windowMs: minute, burst: 2_000 },
  /** Lookups of CORS origins that the node has not allowed before, whatever their result. */
  unknownOrigins: { limit: 60, windowMs: minute, burst: 30 },
  /** Lookups of API keys that turn out not to exist. */
  unknownApiKeys: { limit: 60, windowMs: minute, burst: 30 },
} as const satisfies Record<string, Limit>

/**
 * Preflights that the edge forwards, since only the API knows whether the CORS origin is a tenant's own. Anyone can invent
 * such origins; an honest page sends a few when it opens, and the browser keeps the answers.
 */
export const forwardedPreflights = { limit: 600, windowMs: minute, burst: 20 } as const satisfies Limit

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
 * Failed assertions of OAuth clients. There is no limit for a client by itself: its id is no secret, and
 * strangers would use it up. A signature cannot be guessed, so this bounds what checking them costs.
 */
export const clientAssertionFailureLimits = {
  perIp: { limit: 20, windowMs: 15 * minute },
  perAccountAndIp: { limit: 10, windowMs: 15 * minute },
} as const

/** Access tokens of one service account. Each is valid for ten minutes, so a program needs few. */
export const clientTokenLimit = { limit: 30, windowMs: minute } as const

/**
 * Mails that anybody can cause. Above `perAddress` the worker sends nothing, but the response stays the same, so that it reveals
 * nothing about an address.
 */
export const mailLimits = {
  perIp: { limit: 60, windowMs: hour },
  perAddress: { limit: 3, windowMs: hour },
} as const

/**
 * Mails of invitations. One person can own many tenants, so `perTenant` alone would let one account send thousands a day.
 * Above `perAddress`, which counts those of all tenants to one address, a mail waits for `windowMs`: a refusal would tell one
 * tenant that others invite the address.
 */
export const invitationLimits = {
  perTenant: { limit: 50, windowMs: hour },
  perPerson: { limit: 100, windowMs: 24 * hour },
  perIp: { limit: 200, windowMs: hour },
  perAddress: { limit: 5, windowMs: hour },
} as const

/** How often one person may create a tenant. */
export const tenantCreationLimit = { limit: 5, windowMs: hour } as const

/** The plans of tenants. */
export const tiers = ['free', 'pro', 'enterprise'] as const

export type Tier = (typeof tiers)[number]

/** What a plan allows all users of a tenant together, in units of cost. */
export const tenantLimits = {
  free: { limit: 1_200, windowMs: minute, burst: 300 },
  pro: { limit: 6_000, windowMs: minute, burst: 1_500 },
  enterprise: { limit: 60_000, windowMs: minute, burst: 15_000 },
} as const satisfies Record<Tier, Limit>

/** What one service account may use of its tenant's limit, in units of cost and with all its keys together. */
export const serviceAccountLimits = {
  free: { limit: 600, windowMs: minute, burst: 150 },
  pro: { limit: 3_000, windowMs: minute, burst: 750 },
  enterprise: { limit: 30_000, windowMs: minute, burst: 7_500 },
} as const satisfies Record<Tier, Limit>

/** The quota of a calendar month in UTC, in units of cost. It is not enforced while the store is unavailable. */
export const tenantQuotas = { free: 100_000, pro: 2_000_000, enterprise: 50_000_000 } as const satisfies Record<
  Tier,
  number
>

/** What a plan limits in number. */
export const countedByPlan = ['members', 'service-accounts', 'api-keys', 'origins'] as const

export type CountedByPlan = (typeof countedByPlan)[number]

/**
 * How many of each kind a tenant may have. A tenant that has more after a change of plan keeps them, but cannot add new ones.
 * `members` counts people and open invitations, `api-keys` counts keys of people.
 */
export const tenantMaxima = {
  free: { members: 25, 'service-accounts': 10, 'api-keys': 25, origins: 5 },
  pro: { members: 250, 'service-accounts': 25, 'api-keys': 50, origins: 20 },
  enterprise: { members: 5_000, 'service-accounts': 25, 'api-keys': 50, origins: 20 },
} as const satisfies Record<Tier, Record<CountedByPlan, number>>

/** The most that any plan allows. */
export function mostOfAnyPlan(what: CountedByPlan): number {
  return Math.max(...tiers.map(tier => tenantMaxima[tier][what]))
}
