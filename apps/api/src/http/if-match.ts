import { ProblemError } from './problem.ts'

/**
 * Reads which versions the caller accepts. Weak tags match none, since the comparison is strong (RFC 9110 section 13.1.1).
 * A change without the field could undo somebody else's (RFC 6585 section 3).
 * @returns a function that throws ProblemError `precondition-failed` for a version that is not accepted
 * @throws ProblemError `precondition-required`
 */
export function readIfMatch(headers: { 'if-match'?: string }): (version: number) => void {
  const field = headers['if-match']
  if (!field) throw new ProblemError('precondition-required')
  const accepted = field.split(',').map(tag => tag.trim())
  return version => {
    if (field !== '*' && !accepted.includes(etag(version))) throw new ProblemError('precondition-failed')
  }
}

/** The version of an order as an entity tag (RFC 9110 section 8.8.3). */
export function etag(version: number): string {
  return `"${version}"`
}
