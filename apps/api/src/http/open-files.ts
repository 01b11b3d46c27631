import { ProblemError } from './problem.ts'

type Options = {
  /** What a refusal names as the violated policy. */
  policy: string
  /** Files of one tenant at a time. */
  perTenant: number
  /** Files of all tenants at a time, on this node. */
  together: number
}

const retryAfter = { 'retry-after': '5' }

/**
 * Limits the files that are sent at the same time: each holds a part in memory for as long as its client takes to read it.
 * @returns a function that counts a file of a tenant as open, and returns the one that counts it as closed. It throws
 *   `quota-exceeded` when the tenant has too many open, and `unavailable` when all tenants together have
 */
export function createOpenFiles({ policy, perTenant, together }: Options) {
  const open: string[] = []
  return (tenantId: string): (() => void) => {
    if (open.length >= together) throw new ProblemError('unavailable', { headers: retryAfter })
    if (open.filter(id => id === tenantId).length >= perTenant) {
      throw new ProblemError('quota-exceeded', { headers: retryAfter, 'violated-policies': [policy] })
    }
    open.push(tenantId)
    let isOpen = true
    return () => {
      if (isOpen) open.splice(open.indexOf(tenantId), 1)
      isOpen = false
    }
  }
}
