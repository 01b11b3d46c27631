import { type Static, Type } from 'typebox'
import { roleNames } from './scopes.ts'

/** Every way that a request can fail, as the caller sees it (RFC 9457). The code is stable; the title may change. */
export const problems = {
  'malformed-request': { status: 400, title: 'The request is malformed' },
  'validation-failed': { status: 400, title: 'Some values are not valid' },
  'unsupported-grant-type': { status: 400, title: 'This grant type is not supported' },
  'invalid-scope': { status: 400, title: 'The service account does not have this scope' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  'invalid-token': { status: 401, title: 'The token is not valid or has expired' },
  'invalid-credentials': { status: 401, title: 'The email or the password is wrong' },
  'second-factor-required': { status: 401, title: 'Enter your second-factor code' },
  'invalid-code': { status: 401, title: 'The code is wrong or was already used. Enter a new one.' },
  'invalid-client': { status: 401, title: 'The client assertion is not valid' },
  'stronger-sign-in-required': { status: 401, title: 'Verify your second factor again' },
  blocked: { status: 403, title: 'The request was blocked by a security rule' },
  'insufficient-scope': { status: 403, title: 'You do not have permission to do this' },
  'insufficient-role': { status: 403, title: 'Your role does not permit this' },
  'not-an-operator': { status: 403, title: 'You are not an operator of this platform' },
  'not-a-member': { status: 403, title: 'You do not belong to this workspace' },
  'access-changed': { status: 403, title: 'Your access has changed. Try again.' },
  'tenant-suspended': { status: 403, title: 'This workspace is suspended. Contact the operator of the platform.' },
  'tenant-deleting': { status: 403, title: 'This workspace is being deleted. An owner can still keep it.' },
  'origin-not-allowed': { status: 403, title: 'This CORS origin may not call the API' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'invalid-transition': { status: 409, title: 'The order cannot move to that status' },
  'order-not-editable': { status: 409, title: 'Only a draft can be changed' },
  'import-under-way': { status: 409, title: 'Another import is under way. Wait for it, or cancel it.' },
  'import-finished': { status: 409, title: 'The import saves its orders already, or has finished' },
  'export-under-way': { status: 409, title: 'Another export is under way. Wait for it.' },
  'not-being-deleted': { status: 409, title: 'This workspace is not waiting to be deleted' },
  'no-support-access': { status: 409, title: 'The workspace allows no support access. Ask an owner to allow it.' },
  'last-owner': { status: 409, title: 'A workspace must keep an owner. Make somebody else an owner first.' },
  'member-disabled': { status: 409, title: 'This member is disabled. Enable the member first.' },
  'already-a-member': { status: 409, title: 'This person is already a member' },
  'too-many-members': {
    status: 409,
    title: 'Your plan has no room for another member. Remove a member, revoke an invitation, or change the plan.',
  },
  'too-many-invitations': {
    status: 409,
    title: 'Too many open invitations, including expired ones. Revoke one first.',
  },
  'too-many-memberships': { status: 409, title: 'You belong to too many workspaces. Leave one first.' },
  'wrong-account': { status: 409, title: 'This link is for another account. Sign out first.' },
  'too-many-api-keys': {
    status: 409,
    title: 'Your plan has no room for another API key. Revoke one first, or change the plan.',
  },
  'too-many-service-accounts': {
    status: 409,
    title: 'Your plan has no room for another service account. Delete one first, or change the plan.',
  },
  'client-key-taken': {
    status: 409,
    title: 'The service account already has this key, or another key with the same kid',
  },
  'too-many-client-keys': { status: 409, title: 'Too many public keys. Revoke one first.' },
  'no-second-factor': { status: 409, title: 'No second factor is set up. Set one up first.' },
  'second-factor-present': { status: 409, title: 'A second factor is already set up' },
  'tenant-taken': { status: 409, title: 'This short name is already in use. Choose another one.' },
  'origin-taken': { status: 409, title: 'This CORS origin is already registered' },
  'too-many-origins': {
    status: 409,
    title: 'Your plan has no room for another domain. Remove one first, or change the plan.',
  },
  'too-many-order-filters': { status: 409, title: 'Too many saved filters. Delete one first.' },
  'idempotency-in-flight': { status: 409, title: 'The same request is still being processed. Try again in a moment.' },
  'precondition-failed': { status: 412, title: 'Someone else has changed this. Load the current version first.' },
  'link-expired': { status: 410, title: 'This link has expired or was already used. Ask for a new one.' },
  'body-too-large': { status: 413, title: 'The request body is too large' },
  'uri-too-long': { status: 414, title: 'The URL is too long' },
  'unsupported-media-type': { status: 415, title: 'This content type is not supported' },
  'misdirected-request': { status: 421, title: 'This server does not serve this host' },
  'unusable-image': {
    status: 422,
    title: 'The image cannot be used. Choose a PNG, JPEG or WebP image of at most 2048 × 2048 pixels.',
  },
  'idempotency-mismatch': {
    status: 422,
    title: 'The idempotency key was used for a different request. Use a new key.',
  },
  'precondition-required': { status: 428, title: 'Send If-Match with the version that you have seen' },
  'quota-exceeded': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The request headers are too large. Delete the cookies of this site.' },
  internal: { status: 500, title: 'Something went wrong on the server' },
  unavailable: { status: 503, title: 'Temporarily unavailable. Try again in a moment.' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems

/** The realm of challenges (RFC 9110 section 11.5). */
export const realm = 'palisade'

/** Problems that no endpoint has to declare: a layer before it, or the server itself, may answer them. */
export const commonProblems = [
  'malformed-request',
  'blocked',
  'access-changed',
  'tenant-suspended',
  'tenant-deleting',
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

const oauthErrors = [
  'invalid_request',
  'invalid_client',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
  'temporarily_unavailable',
  'server_error',
] as const

type OAuthError = (typeof oauthErrors)[number]

const errorOfCode: Partial<Record<ProblemCode, OAuthError>> = {
  'invalid-client': 'invalid_client',
  'invalid-scope': 'invalid_scope',
  'unsupported-grant-type': 'unsupported_grant_type',
  'tenant-suspended': 'unauthorized_client',
  'tenant-deleting': 'unauthorized_client',
  'quota-exceeded': 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
  internal: 'server_error',
}

/** The error code of RFC 6749 for a problem (section 5.2, and 4.1.2.1 for errors of the server). */
export function oauthErrorOf(code: ProblemCode): OAuthError {
  return errorOfCode[code] ?? 'invalid_request'
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
    /** For `not-a-member` at a refresh: where the session can go on, in the order in which it was last used. */
    tenants: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Type.String({ description: 'Of the tenant' }),
            name: Type.String({ 'x-kind': 'line' }),
            role: Type.Enum(roleNames),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    /** For `second-factor-required`: the challenge to send together with the code. */
    challenge: Type.Optional(Type.String({ 'x-kind': 'secret' })),
    /** At the token endpoint of OAuth: the error code of RFC 6749 section 5.2. */
    error: Type.Optional(Type.Enum([...oauthErrors])),
  },
  { title: 'Problem', additionalProperties: false },
)

export type Problem = Static<typeof ProblemSchema>
