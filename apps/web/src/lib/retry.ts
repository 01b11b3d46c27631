import { NetworkFailure } from './network.ts'
import { ProblemError } from './problem-error.ts'

const maxRetries = 2
const firstWaitMs = 500
/** A longer wait is shown to the user instead. */
const longestWaitMs = 5_000
const passingStatuses: readonly number[] = [502, 503, 504]

/** Whether to retry a read automatically: only faults that may be temporary, and never before `Retry-After`. */
export function shouldRetry(failures: number, error: Error): boolean {
  if (failures >= maxRetries) return false
  if (error instanceof NetworkFailure) return true
  if (!(error instanceof ProblemError)) return false
  if (error.retryAfterMs !== undefined) return error.retryAfterMs <= longestWaitMs
  return passingStatuses.includes(error.problem.status)
}

export function retryDelayMs(failures: number, error: Error): number {
  const asked = error instanceof ProblemError ? error.retryAfterMs : undefined
  return asked ?? firstWaitMs * 2 ** failures
}
