import { ProblemError } from '../problem.ts'

/**
 * The version that the caller has seen. A change without one could undo somebody else's (RFC 6585 section 3).
 * @throws ProblemError `precondition-required`
 */
export function readIfMatch(headers: { 'if-match'?: string }): number {
  const tag = headers['if-match']
  if (!tag) throw new ProblemError('precondition-required')
  return Number(tag.slice(1, -1))
}

/** The version of an order as an entity tag (RFC 9110 section 8.8.3). */
export function etag(version: number): string {
  return `"${version}"`
}
