import { ProblemError } from '../../http/problem.ts'

type Options = {
  /** Searches of one tenant at a time. */
  perTenant: number
  /** Searches of one tenant that wait for one of those to end. */
  waiting: number
  /** Searches of all tenants at a time: fewer than the pool has connections, so that other queries find one. */
  together: number
}

type Tenant = { taken: number; readonly queue: (() => void)[] }

/**
 * Keeps searches from taking every connection and processor of the database. Words that occur everywhere make a search
 * cost a thousand times another query, and a member may send as many as the limits allow. A tenant's place stays taken for
 * as long again as its search took: costly searches leave the database half of the time to others, cheap ones wait for
 * milliseconds.
 *
 * @returns a function that runs one search. It throws `quota-exceeded` when too many of the tenant are waiting, and
 *   `unavailable` when too many of all tenants are running
 */
export function createSearchGate({ perTenant, waiting, together }: Options) {
  const tenants = new Map<string, Tenant>()
  let running = 0

  const enter = async (tenantId: string): Promise<Tenant> => {
    const tenant = tenants.get(tenantId) ?? { taken: 0, queue: [] }
    tenants.set(tenantId, tenant)
    if (tenant.taken < perTenant) tenant.taken += 1
    else if (tenant.queue.length >= waiting) throw tooManyOfTenant()
    else await new Promise<void>(resolve => tenant.queue.push(resolve))
    return tenant
  }
  /** The place goes to the next that waits. */
  const leave = (tenantId: string, tenant: Tenant) => {
    const next = tenant.queue.shift()
    if (next) return next()
    tenant.taken -= 1
    if (tenant.taken === 0) tenants.delete(tenantId)
  }

  return async <T>(tenantId: string, search: () => Promise<T>): Promise<T> => {
    const tenant = await enter(tenantId)
    if (running >= together) {
      leave(tenantId, tenant)
      throw new ProblemError('unavailable', { headers: { 'retry-after': '1' } })
    }
    running += 1
    const startMs = performance.now()
    try {
      return await search()
    } finally {
      running -= 1
      setTimeout(leave, performance.now() - startMs, tenantId, tenant).unref()
    }
  }
}

/** 429 and not 503: the server is not busy, this tenant has too many searches of its own. */
function tooManyOfTenant(): ProblemError {
  return new ProblemError('quota-exceeded', {
    headers: { 'retry-after': '1' },
    'violated-policies': ['searches-at-once'],
  })
}
