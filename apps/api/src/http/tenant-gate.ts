import { ProblemError } from './problem.ts'

type Options = {
  /** What a refusal names as the violated policy. */
  policy: string
  /** Requests of one tenant at a time, and how many of it wait for one of those to end. */
  perTenant: Line
  /** Requests of all tenants at a time, and how many of all wait. Few: each uses a processor of the database. */
  together: Line
}

type Line = { running: number; waiting: number }

type Places = { readonly line: Line; taken: number; readonly queue: (() => void)[] }

const placesOf = (line: Line): Places => ({ line, taken: 0, queue: [] })

/** @returns false when too many wait already */
async function takePlace(places: Places): Promise<boolean> {
  const { line, queue } = places
  if (places.taken < line.running) places.taken += 1
  else if (queue.length >= line.waiting) return false
  else await new Promise<void>(resolve => queue.push(resolve))
  return true
}

/** The place goes to the next that waits. */
function leavePlace(places: Places): void {
  const next = places.queue.shift()
  if (next) next()
  else places.taken -= 1
}

/**
 * Keeps costly requests from taking every connection and processor of the database: a member may send as many as the limits
 * allow, and each costs up to a thousand times another query. First a request waits for others of its tenant, then, in
 * order of arrival, for those of all tenants, so a tenant with many has one turn as the others have. A place stays taken
 * for as long again as its request took: costly requests leave the database half of the time to others.
 *
 * @returns a function that runs the work of one request. It throws `quota-exceeded` when too many of the tenant are
 *   waiting, and `unavailable` when too many of all tenants are
 */
export function createTenantGate({ policy, perTenant, together }: Options) {
  const tenants = new Map<string, Places>()
  const all = placesOf(together)

  return async <T>(tenantId: string, work: () => Promise<T>): Promise<T> => {
    const tenant = tenants.get(tenantId) ?? placesOf(perTenant)
    tenants.set(tenantId, tenant)
    const leaveTenant = () => {
      leavePlace(tenant)
      if (tenant.taken === 0) tenants.delete(tenantId)
    }
    if (!(await takePlace(tenant))) throw tooManyOfTenant(policy)
    if (!(await takePlace(all))) {
      leaveTenant()
      throw new ProblemError('unavailable', { headers: { 'retry-after': '1' } })
    }
    const startMs = performance.now()
    try {
      return await work()
    } finally {
      const leave = () => {
        leavePlace(all)
        leaveTenant()
      }
      setTimeout(leave, performance.now() - startMs).unref()
    }
  }
}

/** 429 and not 503: the server is not busy, this tenant has too many such requests of its own. */
function tooManyOfTenant(policy: string): ProblemError {
  return new ProblemError('quota-exceeded', { headers: { 'retry-after': '1' }, 'violated-policies': [policy] })
}
