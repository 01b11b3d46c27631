import type { authorize as original } from '../../../apps/api/src/layers/60-authorize.ts'

export * from '../../../apps/api/src/layers/60-authorize.ts'

/** Treats every page as a page of the platform and of every tenant. */
export const authorize: typeof original = app => {
  app.decorateRequest('requireTenantOrigin', () => {})
  app.decorateRequest('requirePlatformPage', () => {})
  app.decorateRequest('isFromPlatform', () => true)
  app.decorateRequest('isFromPageOf', () => true)
}
