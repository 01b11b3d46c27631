import { type Problem, type ProblemCode, problems, problemType } from '@palisade/contracts'

type Members = Pick<Problem, 'detail' | 'errors' | 'violated-policies' | 'tenants' | 'challenge'>

type Extras = Members & {
  headers?: Record<string, string>
  /** For metrics only: the caller does not see it. */
  reason?: string | undefined
  /** Adds no penalty points, because any page can cause it in the browsers of its visitors. */
  blameless?: boolean
}

/** Thrown to end a request with one of the problems that the contracts declare. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly headers: Record<string, string>
  readonly reason: string | undefined
  readonly blameless: boolean
  readonly extras: Members

  constructor(code: ProblemCode, { headers = {}, reason, blameless = false, ...extras }: Extras = {}) {
    super(code)
    this.code = code
    // A client that retries at once makes an outage worse (RFC 9110 section 15.6.4).
    this.headers = code === 'unavailable' ? { 'retry-after': '5', ...headers } : headers
    this.reason = reason
    this.blameless = blameless
    this.extras = extras
  }
}

/**
 * Refuses one field, by its JSON Pointer. `detail` is the predicate of a sentence about it (contracts/field-faults.ts).
 *
 * @example throw refuseField('tenant-taken', 'body', '/slug', describeFault('taken'))
 */
export function refuseField(code: ProblemCode, part: 'query' | 'body', pointer: string, detail: string): ProblemError {
  return new ProblemError(code, { errors: [{ in: part, pointer, detail }] })
}

/** The body of an error answer (RFC 9457). */
export function describeProblem(code: ProblemCode, requestId: string, extras: Members = {}): Problem {
  const { status, title } = problems[code]
  return { type: problemType(code), title, status, code, requestId, ...extras }
}
