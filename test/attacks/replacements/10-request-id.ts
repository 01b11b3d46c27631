import { randomUUID } from 'node:crypto'
import type { createRequestIds as original } from '../../../apps/api/src/layers/10-request-id.ts'

export * from '../../../apps/api/src/layers/10-request-id.ts'

/** Accepts the request id of any caller. */
export const createRequestIds: typeof original =
  () =>
  ({ headers }) =>
    String(headers['x-request-id'] ?? randomUUID().replaceAll('-', ''))
