import type { scoreAbuse as original } from '../../../apps/api/src/layers/abuse-score.ts'

export * from '../../../apps/api/src/layers/abuse-score.ts'

/** Adds no penalty points. */
export const scoreAbuse: typeof original = () => {}
