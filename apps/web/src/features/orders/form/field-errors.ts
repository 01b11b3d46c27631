import { ProblemError } from '../../../lib/problem-error.ts'

/** What the server found wrong in the body, by the JSON Pointer that the field is named by. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError)) return {}
  const inBody = error.problem.errors?.filter(one => one.in === 'body') ?? []
  return Object.fromEntries(inBody.map(one => [one.pointer, one.detail]))
}
