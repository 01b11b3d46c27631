import { useMemo } from 'react'
import { describeFieldError } from './field-labels.ts'
import { ProblemError } from './problem-error.ts'

/**
 * What the server found wrong in the body, by the JSON Pointer that the field is named by. The same object for the same
 * error: to React Aria's form another one is a new refusal, and a field that was corrected would stay invalid.
 */
export function useFieldErrors(error: unknown): Record<string, string> {
  return useMemo(() => {
    if (!(error instanceof ProblemError)) return {}
    const inBody = error.problem.errors?.filter(one => one.in === 'body') ?? []
    return Object.fromEntries(inBody.map(one => [one.pointer, describeFieldError(one)]))
  }, [error])
}
