import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { Id, Instant, idOf, strictObject, text, WrittenLine } from './schemas.ts'
import { mostServiceAccounts } from './service-accounts.ts'

/** Of one service account: the one in use, its successor, and as many again for a second program. */
export const mostClientKeys = 4

/** An integer or a point of a key in base64url. */
const keyPart = (least: number, most: number) =>
  Type.Optional(Type.String({ pattern: `^[A-Za-z0-9_\\-]{${least},${most}}$` }))

const algorithms = ['Ed25519', 'EdDSA', 'ES256', 'PS256', 'RS256'] as const

/** From 2048 to 4096 bits. */
const modulus = keyPart(342, 683)

/** A public key as tools write it (RFC 7517). It has no member for a private part, so that none is stored. */
const PublicJwk = strictObject(
  {
    kty: Type.Enum(['OKP', 'EC', 'RSA']),
    crv: Type.Optional(Type.Enum(['Ed25519', 'P-256'])),
    x: keyPart(43, 43),
    y: keyPart(43, 43),
    n: modulus,
    e: keyPart(1, 8),
    kid: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_\\-]{1,50}$',
        description: 'Default: the thumbprint of the key (RFC 7638)',
      }),
    ),
    alg: Type.Optional(
      Type.Enum([...algorithms], {
        description: 'The algorithm with which the program signs. Default: Ed25519, ES256 or RS256',
      }),
    ),
    use: Type.Optional(Type.Enum(['sig'])),
  },
  {
    title: 'PublicJwk',
    // Of RFC 8037, appendix A.2.
    examples: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
  },
)

const ClientKey = strictObject(
  {
    id: Id,
    serviceAccountId: idOf('service account, which is the `client_id`'),
    name: WrittenLine,
    kid: Type.String({ description: 'What the header of an assertion names the key by' }),
    alg: Type.Enum([...algorithms], { description: 'The one algorithm that the key is good for' }),
    createdBy: idOf('member who registered it'),
    createdAt: Instant,
    lastUsedAt: Type.Union([Instant, Type.Null()], { description: 'When it last got an access token' }),
  },
  { title: 'ClientKey' },
)

const createClientKey = declare({
  id: 'client-keys.create',
  method: 'POST',
  path: '/api/client-keys',
  summary: 'Register a public key of a service account, which then gets access tokens with the private key',
  access: { scope: 'api-keys:manage' },
  limit: 'write',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  audit: ['client-key.created'],
  request: {
    body: strictObject({ serviceAccountId: idOf('service account'), name: text(100), jwk: PublicJwk }),
  },
  responses: { 201: ClientKey },
  problems: ['not-found', 'insufficient-role', 'client-key-taken', 'too-many-client-keys'],
})

const listClientKeys = declare({
  id: 'client-keys.list',
  method: 'GET',
  path: '/api/client-keys',
  summary: 'List the public keys of the service accounts, the newest first, and the audience of their assertions',
  access: { scope: 'api-keys:manage' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: {
    200: strictObject({
      audience: Type.String({ description: 'The `aud` of an assertion', examples: ['https://app.example.com'] }),
      items: Type.Array(ClientKey, { maxItems: mostServiceAccounts * mostClientKeys }),
    }),
  },
})

const revokeClientKey = declare({
  id: 'client-keys.revoke',
  method: 'DELETE',
  path: '/api/client-keys/{clientKeyId}',
  summary: 'Revoke a public key: it gets no more access tokens, and its existing ones stop working at once',
  access: { scope: 'api-keys:manage' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['client-key.revoked'],
  request: { params: strictObject({ clientKeyId: idOf('public key') }) },
  responses: { 204: null },
  problems: ['not-found'],
})

export const clientKeyEndpoints = [createClientKey, listClientKeys, revokeClientKey] as const
