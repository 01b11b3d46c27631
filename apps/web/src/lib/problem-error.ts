import type { EndpointId, Problem, ProblemCode, ResponseOf, Result } from '@palisade/contracts'

/** A problem that the server answered, for code that works with exceptions, as queries and mutations do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  readonly retryAfterMs: number | undefined

  constructor({ problem, headers }: { problem: Problem; headers: Headers }) {
    super(problem.title)
    this.problem = problem
    this.retryAfterMs = readRetryAfter(headers.get('retry-after'))
  }
}

/** The data of an answer. @throws ProblemError when the answer is a problem. */
export async function dataOf<Id extends EndpointId>(answer: Promise<Result<Id>>): Promise<ResponseOf<Id>> {
  const result = await answer
  if (!result.ok) throw new ProblemError(result)
  return result.data
}

export function isProblem(error: unknown, code: ProblemCode): error is ProblemError {
  return error instanceof ProblemError && error.problem.code === code
}

/** Whether the same request may succeed later. Other refusals do not change when it is sent again. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.problem.status === 429 || error.problem.status >= 500
}

/** Seconds or a date (RFC 9110 section 10.2.3). */
function readRetryAfter(value: string | null): number | undefined {
  if (!value) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
