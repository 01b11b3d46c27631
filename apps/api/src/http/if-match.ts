import type { FastifyRequest } from 'fastify'
import type { Handler } from './handler.ts'
import { ProblemError } from './problem.ts'

type Conditional = Pick<FastifyRequest, 'headers'>

/**
 * Refuses a change without a version: it could overwrite another user's change (RFC 6585 section 3).
 * @throws ProblemError `precondition-required`
 */
export function requireIfMatch({ headers }: Conditional): void {
  if (!headers['if-match']) throw new ProblemError('precondition-required')
}

/**
 * Checks that the caller has seen the current version. Call it in the transaction that makes the change. Weak tags match
 * no version, since the comparison is strong (RFC 9110 section 13.1.1).
 * @throws ProblemError `precondition-failed`
 */
export function requireVersion(request: Conditional, version: number): void {
  checked.add(request)
  const field = request.headers['if-match'] ?? ''
  const accepted = field.split(',').map(tag => tag.trim())
  if (field !== '*' && !accepted.includes(etagOf(version))) throw new ProblemError('precondition-failed')
}

/** A version as an entity tag (RFC 9110 section 8.8.3). */
export function etagOf(version: number): string {
  return `"${version}"`
}

const checked = new WeakSet<Conditional>()

/** Wraps the handler of an endpoint that declares `ifMatch`: it fails when the handler succeeds without `requireVersion`. */
export function withVersionCheck(handler: Handler): Handler {
  return async (request, reply) => {
    const response = await handler(request, reply)
    if (!checked.has(request))
      throw new Error(`${request.endpoint?.id} declares ifMatch and does not call requireVersion`)
    return response
  }
}
