import { type Problem, type ProblemCode, problems, problemType } from '@palisade/contracts'

type Extras = Pick<Problem, 'detail' | 'errors' | 'violated-policies' | 'challenge'> & {
  headers?: Record<string, string>
}

/** Ends a request with one of the problems that contracts declare. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly headers: Record<string, string>
  readonly extras: Omit<Extras, 'headers'>

  constructor(code: ProblemCode, { headers = {}, ...extras }: Extras = {}) {
    super(code)
    this.code = code
    this.headers = headers
    this.extras = extras
  }
}

/** The body of an error answer (RFC 9457). */
export function describeProblem(code: ProblemCode, requestId: string, extras: Omit<Extras, 'headers'> = {}): Problem {
  const { status, title } = problems[code]
  return { type: problemType(code), title, status, code, requestId, ...extras }
}
