import type { anomalies as original } from '../../../apps/api/src/layers/95-anomalies.ts'

export * from '../../../apps/api/src/layers/95-anomalies.ts'

/** Remembers nothing of what was done wrong. */
export const anomalies: typeof original = () => {}
