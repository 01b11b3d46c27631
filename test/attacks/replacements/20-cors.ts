import type { cors as original } from '../../../apps/api/src/layers/20-cors.ts'

export * from '../../../apps/api/src/layers/20-cors.ts'

export const cors: typeof original = () => {}
