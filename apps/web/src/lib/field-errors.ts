import { useMemo } from 'react'
import { describeFieldError } from './field-labels.ts'
import { ProblemError } from './problem-error.ts'

/**
 * The server's errors in the body, by the JSON Pointer that is the field's name. Returns the same object for the same error:
 * React Aria takes a new object for a new refusal, and a field that the user has corrected would stay invalid.
 */
export function useFieldErrors(error: unknown): Record<string, string> {
  return useMemo(() => {
    if (!(error instanceof ProblemError)) return {}
    const inBody = error.problem.errors?.filter(one => one.in === 'body') ?? []
    return Object.fromEntries(inBody.map(one => [one.pointer, describeFieldError(one)]))
  }, [error])
}
