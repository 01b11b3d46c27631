import Type, { type Static } from 'typebox'

/** Every way that a request can fail, as the caller sees it (RFC 9457). The code is stable; the title may change. */
export const problems = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'validation-failed': { status: 400, title: 'The request does not fit the schema' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  'invalid-token': { status: 401, title: 'The token is not valid' },
  'invalid-credentials': { status: 401, title: 'The email or the password is wrong' },
  'second-factor-required': { status: 401, title: 'Now the code of your second factor' },
  'invalid-code': { status: 401, title: 'The code is wrong, or it was used before' },
  'stronger-sign-in-required': { status: 401, title: 'This needs your second factor, anew' },
  blocked: { status: 403, title: 'The request was blocked' },
  'insufficient-scope': { status: 403, title: 'You may not do this' },
  'insufficient-role': { status: 403, title: 'Your role does not reach that far' },
  'tenant-suspended': { status: 403, title: 'The tenant is suspended' },
  'origin-not-allowed': { status: 403, title: 'This origin may not call the API' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'invalid-transition': { status: 409, title: 'The order cannot go there from where it is' },
  'order-not-editable': { status: 409, title: 'Only a draft can be changed' },
  'email-taken': { status: 409, title: 'The email is already in use' },
  'last-owner': { status: 409, title: 'A tenant keeps at least one owner' },
  'too-many-api-keys': { status: 409, title: 'There are too many API keys: revoke one first' },
  'no-second-factor': { status: 409, title: 'There is no second factor yet' },
  'second-factor-present': { status: 409, title: 'There is a second factor already' },
  'tenant-taken': { status: 409, title: 'The name of the tenant is already in use' },
  'origin-taken': { status: 409, title: 'The origin is already on the list' },
  'too-many-origins': { status: 409, title: 'The list of origins is full' },
  'idempotency-in-flight': { status: 409, title: 'The same request is still being worked on' },
  'precondition-failed': { status: 412, title: 'It was changed by someone else in the meantime' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'The content type is not accepted here' },
  'misdirected-request': { status: 421, title: 'No such host is served here' },
  'idempotency-mismatch': { status: 422, title: 'The idempotency key was used for another request' },
  'precondition-required': { status: 428, title: 'Say which version you have seen, with If-Match' },
  'quota-exceeded': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not available for the moment' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems

/** What a 401 is a challenge for (RFC 9110 section 11.5). */
export const realm = 'palisade'

/** Problems that no endpoint has to declare: a layer before it, or the server itself, may answer them. */
export const commonProblems = [
  'malformed-request',
  'blocked',
  'tenant-suspended',
  'origin-not-allowed',
  'method-not-allowed',
  'uri-too-long',
  'quota-exceeded',
  'headers-too-large',
  'internal',
  'unavailable',
] as const satisfies readonly ProblemCode[]

/**
 * Where a problem is explained, as RFC 9457 section 3.1.1 asks: on the page of the API's documentation. A type that is
 * registered keeps its own address, so that clients which know it need not know this API
 * (draft-ietf-httpapi-ratelimit-headers, "Quota Exceeded").
 */
export function problemType(code: ProblemCode): string {
  return code === 'quota-exceeded' ? `https://iana.org/assignments/http-problem-types#${code}` : `/docs#${code}`
}

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.Enum(Object.keys(problems) as ProblemCode[]),
    requestId: Type.String(),
    detail: Type.Optional(Type.String()),
    /** For `validation-failed`: where, as a JSON Pointer into the request's part, and what is wrong there. */
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
    challenge: Type.Optional(Type.String({ 'x-sensitive': true })),
  },
  { additionalProperties: false },
)

export type Problem = Static<typeof ProblemSchema>
