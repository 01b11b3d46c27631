import { Type } from 'typebox'
import { credentialFormats } from '../credentials.ts'
import { declare } from '../endpoint.ts'
import { tiers } from '../limits.ts'
import { newPasswordFormat, passwordAsSent, passwordLength } from '../passwords.ts'
import { roleNames, type Scope, scopes } from '../scopes.ts'
import { Email, Id, Instant, secret, strictObject, WrittenLine } from './schemas.ts'
import { Branding } from './tenant.ts'

const examplePassword = 'correct horse battery staple'

/** Length makes a password strong (OWASP ASVS 5, 6.2); the upper bound keeps hashing affordable. */
export const NewPassword = secret({
  minLength: 1,
  maxLength: passwordAsSent.maxChars,
  format: newPasswordFormat,
  description: `${passwordLength.minimum} to ${passwordLength.maximum} characters, counted in Unicode normal form KC; not one of the most common passwords`,
  examples: [examplePassword],
})
export const Password = secret({
  minLength: 1,
  maxLength: passwordAsSent.maxChars,
  examples: [examplePassword],
})
const RefreshToken = secret({
  pattern: `^${credentialFormats.refreshToken}$`,
  examples: ['r'.repeat(43)],
})

/**
 * Tells a retry from theft. The client makes a new random id before it refreshes, keeps it, and sends the same id
 * until it gets an answer. A thief who copies a refresh token does not know the id of the owner's attempt.
 */
const AttemptId = secret({
  pattern: `^${credentialFormats.attemptId}$`,
  description: 'A random UUID. Repeat it until the attempt to refresh gets a response; then use a new one.',
  examples: ['7c0f4a3e-8f0e-4b8e-9d38-0c2f0d9e6a11'],
})

/**
 * A browser keeps the refresh token in a cookie that no script can read; a native client requests it in the body
 * and keeps it in the device's secure storage.
 */
export const RefreshTokenIn = Type.Optional(
  Type.Enum(['cookie', 'body'] as const, {
    description: 'Native clients use `body`, and so do pages of a tenant on another host than the API',
  }),
)

/** A native client keeps it as it keeps the refresh token, and shows it at the next sign-in: see `perDevice` in limits.ts. */
export const DeviceToken = secret({
  pattern: `^${credentialFormats.deviceToken}$`,
  examples: [`${'d'.repeat(22)}.1790000000.${'m'.repeat(43)}`],
})

/** How many tenants one person can belong to. */
export const mostMemberships = 100

const Principal = strictObject(
  {
    id: Id,
    email: Type.String(),
    name: WrittenLine,
    role: Type.Enum(roleNames),
    scopes: Type.Array(Type.Enum(Object.keys(scopes) as Scope[]), { maxItems: Object.keys(scopes).length }),
    tenant: strictObject({
      id: Id,
      slug: Type.String(),
      name: WrittenLine,
      tier: Type.Enum([...tiers]),
      ...Branding,
      eraseAfter: Type.Union([Instant, Type.Null()], {
        description:
          'When the tenant is erased, if an owner has asked to delete it; until then everything else is closed',
      }),
    }),
  },
  { title: 'Principal' },
)

export const Session = strictObject(
  {
    accessToken: secret(),
    tokenType: Type.Literal('Bearer'),
    expiresAt: Instant,
    refreshToken: Type.Optional(secret()),
    deviceToken: Type.Optional(secret()),
    user: Principal,
  },
  { title: 'Session' },
)

const signIn = declare({
  id: 'auth.sign-in',
  method: 'POST',
  path: '/api/auth/sign-in',
  summary: 'Exchange email and password for an access token and a refresh token, or for a challenge',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  cookies: ['refresh_token', 'known_device'],
  audit: ['auth.sign-in', 'auth.password-rehashed'],
  request: {
    body: strictObject({
      email: Email,
      password: Password,
      deviceToken: Type.Optional(DeviceToken),
      refreshTokenIn: RefreshTokenIn,
    }),
  },
  responses: { 200: Session },
  problems: ['invalid-credentials', 'second-factor-required'],
})

const refresh = declare({
  id: 'auth.refresh',
  method: 'POST',
  path: '/api/auth/refresh',
  summary: 'Exchange the refresh token for a new one and a new access token',
  access: 'refresh-token',
  limit: 'session',
  maxBodyBytes: 1024,
  crossOrigin: true,
  cookies: ['refresh_token'],
  audit: ['session.switched', 'session.ended', 'auth.refresh.reuse'],
  request: {
    body: strictObject({
      refreshToken: Type.Optional(RefreshToken),
      attemptId: Type.Optional(AttemptId),
      tenantId: Type.Optional(
        Type.String({
          ...Id,
          description: 'The tenant to work with from now on. Without it, the session keeps its tenant.',
        }),
      ),
    }),
  },
  responses: { 200: Session },
  problems: ['unauthenticated', 'invalid-token', 'not-a-member'],
})

const signOut = declare({
  id: 'auth.sign-out',
  method: 'DELETE',
  path: '/api/auth/refresh',
  summary: 'End this session: its refresh token and its access tokens stop working',
  access: 'refresh-token',
  // Open without the limit store, unlike the other session endpoints: it opens nothing.
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  cookies: ['refresh_token'],
  audit: ['auth.sign-out'],
  request: { body: strictObject({ refreshToken: Type.Optional(RefreshToken) }) },
  responses: { 204: null },
})

const whoAmI = declare({
  id: 'auth.who-am-i',
  method: 'GET',
  path: '/api/auth/me',
  summary: 'Show the signed-in user, the tenant, and the scopes of the token',
  access: 'signed-in',
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: { 200: Principal },
})

export const Membership = strictObject(
  {
    tenant: strictObject({ id: Id, slug: Type.String(), name: WrittenLine }),
    role: Type.Enum(roleNames),
    current: Type.Boolean({ description: 'Whether the access token is for this tenant' }),
  },
  { title: 'Membership' },
)

const memberships = declare({
  id: 'auth.memberships',
  method: 'GET',
  path: '/api/auth/memberships',
  summary: 'List the tenants of the signed-in user. A page of a tenant sees only that tenant.',
  access: 'signed-in',
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: {
    200: strictObject({
      items: Type.Array(Membership, { maxItems: mostMemberships }),
      operator: Type.Boolean({
        description: 'Whether the user can open the operator console; a page of a tenant sees `false`',
      }),
    }),
  },
})

export const authEndpoints = [signIn, refresh, signOut, whoAmI, memberships] as const
