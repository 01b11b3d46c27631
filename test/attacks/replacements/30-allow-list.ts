import type { allowList as original } from '../../../apps/api/src/layers/30-allow-list.ts'

export * from '../../../apps/api/src/layers/30-allow-list.ts'

export const allowList: typeof original = () => {}
