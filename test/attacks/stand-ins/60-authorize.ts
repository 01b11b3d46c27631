import type { authorize as original } from '../../../apps/api/src/layers/60-authorize.ts'

export { requireRecentSecondFactor, requireScope } from '../../../apps/api/src/layers/60-authorize.ts'

export const authorize: typeof original = () => {}
