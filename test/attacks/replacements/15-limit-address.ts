import type { limitAddress as original } from '../../../apps/api/src/layers/15-limit-address.ts'

export * from '../../../apps/api/src/layers/15-limit-address.ts'

export const limitAddress: typeof original = () => {}
