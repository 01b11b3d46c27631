import { describeFieldError } from './field-labels.ts'
import { ProblemError } from './problem-error.ts'

/** The server's errors in the body, by the JSON Pointer that is the field's name. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError)) return {}
  const inBody = error.problem.errors?.filter(one => one.in === 'body') ?? []
  return Object.fromEntries(inBody.map(one => [one.pointer, describeFieldError(one)]))
}
