import { apiHeaders, type ProblemCode, problems, problemType } from '@palisade/contracts'
import { expect } from 'vitest'
import type { Answer } from './http.ts'

/** Checks a complete error response: status, media type, code, request id, and no undeclared field. */
export function expectProblem(answer: Answer, code: ProblemCode): void {
  const { status, title } = problems[code]
  expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
    status,
    type: 'application/problem+json',
  })
  const { requestId, detail, errors, challenge, tenants, 'violated-policies': violated, ...rest } = answer.json()
  expect(rest).toEqual({ type: problemType(code), title, status, code })
  expect(requestId).toMatch(/^[0-9a-f]{32}$/)
  expect(answer.headers['x-request-id']).toBe(requestId)
  expectSecurityHeaders(answer)
}

export function expectSecurityHeaders(answer: Answer): void {
  const { 'cache-control': _, ...always } = apiHeaders
  expect(answer.headers).toMatchObject(always)
}
