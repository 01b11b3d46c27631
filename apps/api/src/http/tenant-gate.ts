import { ProblemError } from './problem.ts'

type Options = {
  /** What a refusal names as the violated policy. */
  policy: string
  /** How many requests of one tenant run at a time, and how many more wait. */
  perTenant: Line
  /** How many requests of all tenants run at a time, and how many more wait. Few, since each uses a processor of the database. */
  together: Line
  /** The shortest pause between two such requests of one tenant. Default: as long as the first one took. */
  pauseMs?: number
  /** How long a request waits in each of the two queues before it is refused. Default: without limit. */
  patienceMs?: number
}

type Line = { running: number; waiting: number }

type Places = { readonly line: Line; taken: number; readonly queue: (() => void)[] }

const placesOf = (line: Line): Places => ({ line, taken: 0, queue: [] })

/** @returns false when the queue is full, or when no slot was free in time */
async function takePlace(places: Places, patienceMs: number | undefined): Promise<boolean> {
  const { line, queue } = places
  if (places.taken < line.running) {
    places.taken += 1
    return true
  }
  if (queue.length >= line.waiting) return false
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const enter = () => resolve(true)
  queue.push(enter)
  if (patienceMs === undefined) return promise
  const timer = setTimeout(() => {
    queue.splice(queue.indexOf(enter), 1)
    resolve(false)
  }, patienceMs)
  return promise.finally(() => clearTimeout(timer))
}

/** Passes the slot to the next waiting request. */
function leavePlace(places: Places): void {
  const next = places.queue.shift()
  if (next) next()
  else places.taken -= 1
}

/**
 * Keeps costly requests from using every connection and processor of the database: a member may send as many as the limits
 * allow, and each can cost a thousand times as much as another query. A request first waits for others of its tenant and then,
 * in order of arrival, for those of all tenants, so that tenants take turns. A slot stays occupied for as long again as its
 * request took, which leaves the database half of the time to other requests. `pauseMs` does the same for many short requests,
 * which would otherwise delay every request of others.
 *
 * @returns a function that runs the work of one request. It throws `quota-exceeded` when too many of the tenant are
 *   waiting, and `unavailable` when too many of all tenants are
 */
export function createTenantGate({ policy, perTenant, together, pauseMs = 0, patienceMs }: Options) {
  const tenants = new Map<string, Places>()
  const all = placesOf(together)

  return async <T>(tenantId: string, work: () => Promise<T>): Promise<T> => {
    const tenant = tenants.get(tenantId) ?? placesOf(perTenant)
    tenants.set(tenantId, tenant)
    const leaveTenant = () => {
      leavePlace(tenant)
      if (tenant.taken === 0) tenants.delete(tenantId)
    }
    if (!(await takePlace(tenant, patienceMs))) throw tooManyOfTenant(policy)
    if (!(await takePlace(all, patienceMs))) {
      leaveTenant()
      throw new ProblemError('unavailable', { headers: { 'retry-after': '1' } })
    }
    const startMs = performance.now()
    try {
      return await work()
    } finally {
      const tookMs = performance.now() - startMs
      setTimeout(() => leavePlace(all), tookMs).unref()
      setTimeout(leaveTenant, Math.max(tookMs, pauseMs)).unref()
    }
  }
}

/** 429 and not 503: the server is not overloaded, but this tenant has too many such requests. */
function tooManyOfTenant(policy: string): ProblemError {
  return new ProblemError('quota-exceeded', { headers: { 'retry-after': '1' }, 'violated-policies': [policy] })
}
