import type { admit as original } from '../../../apps/api/src/layers/50-admit.ts'

export * from '../../../apps/api/src/layers/50-admit.ts'

/** Counts nothing, asks for no revocation, and knows no state of a tenant. */
export const admit: typeof original = app => {
  app.decorateRequest('tenant', null)
  app.decorateRequest('admitted', null)
}
