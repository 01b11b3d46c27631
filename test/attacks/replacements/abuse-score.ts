import type { scoreAbuse as original } from '../../../apps/api/src/layers/abuse-score.ts'

export * from '../../../apps/api/src/layers/abuse-score.ts'

/** Remembers nothing of what was done wrong. */
export const scoreAbuse: typeof original = () => {}
