import { ProblemError } from '../problem.ts'

type Options = {
  /** Searches of one tenant at a time. */
  perTenant: number
  /** Searches of all tenants at a time: fewer than the pool has connections, so that other queries find one. */
  together: number
}

/**
 * Keeps searches from taking every connection to the database. Words that occur everywhere make a search cost a thousand
 * times another query, and a member may send as many as the limits allow.
 *
 * @returns a function that runs one search, and throws `unavailable` when too many are running
 */
export function createSearchGate({ perTenant, together }: Options) {
  const running = new Map<string, number>()
  let total = 0
  return async <T>(tenantId: string, search: () => Promise<T>): Promise<T> => {
    const own = running.get(tenantId) ?? 0
    if (own >= perTenant || total >= together)
      throw new ProblemError('unavailable', { headers: { 'retry-after': '1' } })
    running.set(tenantId, own + 1)
    total += 1
    try {
      return await search()
    } finally {
      total -= 1
      const left = (running.get(tenantId) ?? 1) - 1
      if (left > 0) running.set(tenantId, left)
      else running.delete(tenantId)
    }
  }
}
