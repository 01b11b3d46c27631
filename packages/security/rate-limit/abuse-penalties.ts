/** What honest callers seldom cause. The numbers are statuses of responses. */
export type AbuseOutcome = 401 | 403 | 404 | 429 | 'invalid-request' | 'waf-block'

/**
 * Points for each outcome [S62]. A person mistypes an address or a password now and then; a scanner does it all the time.
 * A 429 counts little, or limits that are already tightened would keep themselves tight.
 */
export const abusePenalties: Readonly<Record<AbuseOutcome, number>> = Object.freeze({
  401: 2,
  403: 2,
  404: 1,
  429: 1,
  // A malformed or invalid request: a client with a bug sends such requests too, but not all day.
  'invalid-request': 1,
  'waf-block': 5,
})

/** How points fade and what they do, in the form that the limiter's stores take as their penalty scale. */
export const abusePenaltyScale = Object.freeze({
  /** One point fades in 3 seconds: twenty a minute, so that slow mistakes never add up. */
  pointMs: 3000,
  /** This many points halve every limit of the caller, twice as many quarter it. */
  pointsPerHalving: 20,
  /** Not below a sixteenth: a caller that shares an address with an attacker is slowed, not locked out. */
  maxHalvings: 4,
})

/** The points that an outcome costs; 0 for all that is usual. */
export function abusePenalty(outcome: number | AbuseOutcome): number {
  return Object.hasOwn(abusePenalties, outcome) ? abusePenalties[outcome as AbuseOutcome] : 0
}
