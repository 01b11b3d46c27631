import { type Problem, type ProblemCode, problems, problemType } from '@palisade/contracts'

/** An answer that the server gives only after many requests, or after minutes, for `route.fulfill`. */
export function problemAnswer(status: number, code: ProblemCode, more: Partial<Problem> = {}) {
  const headers = {
    'retry-after': '1',
    'content-type': 'application/problem+json',
    'access-control-expose-headers': 'retry-after',
  }
  return {
    status,
    headers,
    body: JSON.stringify({ ...problems[code], code, type: problemType(code), requestId: 'r', ...more }),
  }
}
