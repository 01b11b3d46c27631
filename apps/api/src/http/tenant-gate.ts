import { ProblemError } from './problem.ts'

type Options = {
  /** What a refusal names as the violated policy. */
  policy: string
  /** Requests of one tenant at a time. */
  perTenant: number
  /** Requests of one tenant that wait for one of those to end. */
  waiting: number
  /** Requests of all tenants at a time: fewer than the pool has connections, so that other queries find one. */
  together: number
}

type Tenant = { taken: number; readonly queue: (() => void)[] }

/**
 * Keeps costly requests from taking every connection and processor of the database: a member may send as many as the limits
 * allow, and each costs up to a thousand times another query. A tenant's place stays taken for as long again as its request
 * took: costly requests leave the database half of the time to others, cheap ones wait for milliseconds.
 *
 * @returns a function that runs the work of one request. It throws `quota-exceeded` when too many of the tenant are
 *   waiting, and `unavailable` when too many of all tenants are running
 */
export function createTenantGate({ policy, perTenant, waiting, together }: Options) {
  const tenants = new Map<string, Tenant>()
  let running = 0

  const enter = async (tenantId: string): Promise<Tenant> => {
    const tenant = tenants.get(tenantId) ?? { taken: 0, queue: [] }
    tenants.set(tenantId, tenant)
    if (tenant.taken < perTenant) tenant.taken += 1
    else if (tenant.queue.length >= waiting) throw tooManyOfTenant(policy)
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

  return async <T>(tenantId: string, work: () => Promise<T>): Promise<T> => {
    const tenant = await enter(tenantId)
    if (running >= together) {
      leave(tenantId, tenant)
      throw new ProblemError('unavailable', { headers: { 'retry-after': '1' } })
    }
    running += 1
    const startMs = performance.now()
    try {
      return await work()
    } finally {
      running -= 1
      setTimeout(leave, performance.now() - startMs, tenantId, tenant).unref()
    }
  }
}

/** 429 and not 503: the server is not busy, this tenant has too many such requests of its own. */
function tooManyOfTenant(policy: string): ProblemError {
  return new ProblemError('quota-exceeded', { headers: { 'retry-after': '1' }, 'violated-policies': [policy] })
}
