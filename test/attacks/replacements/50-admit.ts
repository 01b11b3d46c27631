import type { admit as original } from '../../../apps/api/src/layers/50-admit.ts'

export * from '../../../apps/api/src/layers/50-admit.ts'

/** Counts nothing, and checks neither revocations nor the state of the tenant. */
export const admit: typeof original = app => {
  app.decorateRequest('tenant', null)
  app.decorateRequest('admitted', null)
}
