import { Type } from 'typebox'
import { credentialFormats } from '../credentials.ts'
import { declare } from '../endpoint.ts'
import { idOf, secret, strictObject } from './schemas.ts'

/** RFC 7523 section 2.2. */
export const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The one grant there is. A string, so that another grant is answered as RFC 6749 section 5.2 says. */
export const clientCredentials = 'client_credentials'

const scopeName = '[a-z][a-z:\\-]{0,39}'

const issueToken = declare({
  id: 'oauth.token',
  method: 'POST',
  path: '/api/oauth/token',
  summary:
    'Exchange an assertion, which a service account has signed, for an access token (RFC 6749 section 4.4, RFC 7523)',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 8 * 1024,
  crossOrigin: false,
  oauth: true,
  audit: { none: 'programs request tokens all the time, and the list of keys says when each last did' },
  request: {
    body: strictObject({
      grant_type: Type.String({ pattern: '^[a-z][a-z0-9_:.\\-]{0,99}$', examples: [clientCredentials] }),
      client_assertion_type: Type.Enum([clientAssertionType]),
      client_assertion: secret({
        pattern: `^${credentialFormats.accessToken}$`,
        maxLength: 6_000,
        description:
          'A JWT by the private key: `iss` and `sub` are the service account, `aud` is the audience of the list of keys, `exp` is near, `jti` is new each time, and the header names the `kid`',
        examples: ['eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiMSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
      }),
      client_id: Type.Optional(idOf('service account; it has to be that of the assertion')),
      scope: Type.Optional(
        Type.String({
          pattern: `^${scopeName}(?: ${scopeName}){0,19}$`,
          description: 'Scopes, separated by spaces. Default: all scopes of the service account',
          examples: ['orders:read'],
        }),
      ),
    }),
  },
  responses: {
    200: strictObject(
      {
        access_token: secret(),
        token_type: Type.Literal('Bearer'),
        expires_in: Type.Integer({ description: 'Seconds', examples: [600] }),
        scope: Type.String({ examples: ['orders:read'] }),
      },
      { title: 'OAuthToken' },
    ),
  },
  problems: ['invalid-client', 'invalid-scope', 'unsupported-grant-type'],
})

/** How a client authenticates at the token endpoint: by an assertion that its private key has signed (RFC 7523 section 2.2). */
export const clientAuthentication = 'private_key_jwt'

const Url = Type.String({ format: 'uri', examples: ['https://api.example.com/'] })
const Names = (example: string) => Type.Array(Type.String({ examples: [example] }), { minItems: 1 })

const readMetadata = declare({
  id: 'oauth.metadata',
  method: 'GET',
  path: '/.well-known/oauth-authorization-server',
  summary: 'Where and how programs get access tokens (RFC 8414)',
  access: 'public',
  limit: 'system',
  maxBodyBytes: 0,
  crossOrigin: true,
  atIssuer: true,
  request: {},
  responses: {
    200: strictObject(
      {
        issuer: Url,
        token_endpoint: Url,
        jwks_uri: Url,
        grant_types_supported: Names(clientCredentials),
        token_endpoint_auth_methods_supported: Names(clientAuthentication),
        token_endpoint_auth_signing_alg_values_supported: Names('Ed25519'),
        scopes_supported: Names('orders:read'),
        service_documentation: Url,
      },
      { title: 'OAuthMetadata' },
    ),
  },
})

export const oauthEndpoints = [issueToken, readMetadata] as const
