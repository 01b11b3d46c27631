import Type, { type Static } from 'typebox'

/** Every way that a request can fail, as the caller sees it (RFC 9457). The code is stable; the title may change. */
export const problems = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'validation-failed': { status: 400, title: 'Some values are not valid' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  'invalid-token': { status: 401, title: 'The token is not valid' },
  'invalid-credentials': { status: 401, title: 'The email or the password is wrong' },
  'second-factor-required': { status: 401, title: 'Enter your second-factor code' },
  'invalid-code': { status: 401, title: 'The code is wrong or was already used. Enter a new one.' },
  'stronger-sign-in-required': { status: 401, title: 'Verify your second factor again' },
  blocked: { status: 403, title: 'The request was blocked' },
  'insufficient-scope': { status: 403, title: 'You do not have permission to do this' },
  'insufficient-role': { status: 403, title: 'Your role does not permit this' },
  'not-a-member': { status: 403, title: 'You do not belong to this tenant' },
  'access-changed': { status: 403, title: 'Your access has changed. Try again.' },
  'tenant-suspended': { status: 403, title: 'The tenant is suspended' },
  'origin-not-allowed': { status: 403, title: 'This origin may not call the API' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'invalid-transition': { status: 409, title: 'The order cannot move to that status' },
  'order-not-editable': { status: 409, title: 'Only a draft can be changed' },
  'last-owner': { status: 409, title: 'A tenant must keep an owner. Make somebody else an owner first.' },
  'member-disabled': { status: 409, title: 'This member is disabled. Enable the member first.' },
  'already-a-member': { status: 409, title: 'This person is already a member' },
  'too-many-invitations': { status: 409, title: 'Too many open invitations. Revoke one first.' },
  'too-many-memberships': { status: 409, title: 'You belong to too many tenants. Leave one first.' },
  'wrong-account': { status: 409, title: 'This invitation is for another email. Sign out first.' },
  'too-many-api-keys': { status: 409, title: 'Too many API keys. Revoke one first.' },
  'no-second-factor': { status: 409, title: 'No second factor is set up. Set one up first.' },
  'second-factor-present': { status: 409, title: 'A second factor is already set up' },
  'tenant-taken': { status: 409, title: 'This short name is already in use. Choose another one.' },
  'origin-taken': { status: 409, title: 'This CORS origin is already registered' },
  'too-many-origins': { status: 409, title: 'Too many CORS origins. Remove one first.' },
  'idempotency-in-flight': { status: 409, title: 'The same request is still being processed. Try again in a moment.' },
  'precondition-failed': { status: 412, title: 'Someone else has changed this. Load the current version first.' },
  'link-expired': { status: 410, title: 'This link has expired or was already used. Ask for a new one.' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'uri-too-long': { status: 414, title: 'The URL is too long' },
  'unsupported-media-type': { status: 415, title: 'Content type not supported. Send application/json.' },
  'misdirected-request': { status: 421, title: 'This server does not serve that host' },
  'idempotency-mismatch': {
    status: 422,
    title: 'The idempotency key was used for a different request. Use a new key.',
  },
  'precondition-required': { status: 428, title: 'Send If-Match with the version that you have seen' },
  'quota-exceeded': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The request headers are too large. Delete the cookies of this site.' },
  internal: { status: 500, title: 'Something went wrong on the server' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems

/** What a 401 is a challenge for (RFC 9110 section 11.5). */
export const realm = 'palisade'

/** Problems that no endpoint has to declare: a layer before it, or the server itself, may answer them. */
export const commonProblems = [
  'malformed-request',
  'blocked',
  'access-changed',
  'tenant-suspended',
  'origin-not-allowed',
  'method-not-allowed',
  'uri-too-long',
  'quota-exceeded',
  'headers-too-large',
  'internal',
  'unavailable',
] as const satisfies readonly ProblemCode[]

/** The page of the SPA that documents the API. On a host that serves only the API, the edge redirects to it. */
export const docsPath = '/docs'

/**
 * Where a problem is explained, as RFC 9457 section 3.1.1 asks: on the page of the API's documentation. A type that is
 * registered keeps its own address, so that clients which know it need not know this API
 * (draft-ietf-httpapi-ratelimit-headers, "Quota Exceeded").
 */
export function problemType(code: ProblemCode): string {
  return code === 'quota-exceeded' ? `https://iana.org/assignments/http-problem-types#${code}` : `${docsPath}#${code}`
}

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.Enum(Object.keys(problems) as ProblemCode[]),
    requestId: Type.String(),
    detail: Type.Optional(Type.String()),
    /**
     * Which fields the problem is about: a JSON Pointer into the request's part, and what is wrong there, as the predicate
     * of a sentence about the field (field-faults.ts).
     */
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          { in: Type.String(), pointer: Type.String(), detail: Type.String() },
          { additionalProperties: false },
        ),
      ),
    ),
    /** For `quota-exceeded`: the names of the limits that were reached. */
    'violated-policies': Type.Optional(Type.Array(Type.String())),
    /** For `second-factor-required`: what the code has to be sent with. */
    challenge: Type.Optional(Type.String({ 'x-kind': 'secret' })),
  },
  { title: 'Problem', additionalProperties: false },
)

export type Problem = Static<typeof ProblemSchema>
