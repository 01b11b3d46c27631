/** What a caller did that honest callers seldom do. The numbers are statuses that the API answered with. */
export type AnomalyOutcome = 401 | 403 | 404 | 429 | 'invalid-request' | 'waf-block'

/**
 * Points for each outcome [S62]. A person mistypes an address or a password now and then; a scanner does it all the time.
 * A 429 counts little, or limits that are already tightened would keep themselves tight.
 */
export const anomalyPoints: Readonly<Record<AnomalyOutcome, number>> = Object.freeze({
  401: 2,
  403: 2,
  404: 1,
  429: 1,
  // What cannot be read or does not fit its schema: a client with a bug sends it too, but not all day.
  'invalid-request': 1,
  'waf-block': 5,
})

/** How points fade and what they do, in the form that the limiter's stores take as their penalty scale. */
export const anomalyScale = Object.freeze({
  /** One point fades in 3 seconds: twenty a minute, so that slow mistakes never add up. */
  pointMs: 3000,
  /** This many points halve every limit of the caller, twice as many quarter it. */
  pointsPerHalving: 20,
  /** Not below a sixteenth: whoever shares an address with an attacker is slowed, not locked out. */
  maxHalvings: 4,
})

/** The points that an outcome costs; 0 for all that is usual. */
export function pointsFor(outcome: number | AnomalyOutcome): number {
  return Object.hasOwn(anomalyPoints, outcome) ? anomalyPoints[outcome as AnomalyOutcome] : 0
}

/** What is left of a score after some milliseconds. A clock that went back fades nothing, and adds nothing. */
export function fadedScore(points: number, elapsedMs: number): number {
  const { pointMs, pointsPerHalving, maxHalvings } = anomalyScale
  // More than one halving above the tightest is not kept: it would only make the way back longer.
  const kept = Math.min(points, pointsPerHalving * (maxHalvings + 1))
  return Math.max(0, kept - Math.max(0, elapsedMs) / pointMs)
}

/** The share of its limits that a caller keeps, from 1 down to 1/16. */
export function tighteningFactor(points: number): number {
  const halvings = Math.floor(Math.max(0, points) / anomalyScale.pointsPerHalving)
  return 1 / 2 ** Math.min(halvings, anomalyScale.maxHalvings)
}
