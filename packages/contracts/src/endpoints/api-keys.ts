import Type from 'typebox'
import { apiKeyFormat } from '../credentials.ts'
import { declare } from '../endpoint.ts'
import { apiKeyScopes } from '../scopes.ts'
import { Id, Instant, idOf, secret, strictObject, text, WrittenLine } from './schemas.ts'

/** Of one tenant, that still work. */
export const mostApiKeys = 50

const Scopes = Type.Array(Type.Enum([...apiKeyScopes]), {
  minItems: 1,
  maxItems: apiKeyScopes.length,
  uniqueItems: true,
})

const ApiKey = {
  id: Id,
  name: WrittenLine,
  hint: Type.String({
    description: 'The beginning of the key, to tell one from another',
    examples: [`${apiKeyFormat.prefix}4f7a`],
  }),
  scopes: Scopes,
  createdBy: idOf('member for whom the key acts'),
  createdAt: Instant,
  expiresAt: Instant,
  lastUsedAt: Type.Union([Instant, Type.Null()], { description: 'To the minute' }),
}

const createApiKey = declare({
  id: 'api-keys.create',
  method: 'POST',
  path: '/api/api-keys',
  summary: `Create a key for a program; it is shown this once, and sent as \`Authorization: Bearer ${apiKeyFormat.prefix}…\``,
  access: { scope: 'api-keys:manage' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  request: {
    body: strictObject({
      name: text(100),
      scopes: Scopes,
      expiresInDays: Type.Integer({ minimum: 1, maximum: 365 }),
    }),
  },
  responses: { 201: strictObject({ ...ApiKey, key: secret() }, { title: 'NewApiKey' }) },
  problems: ['insufficient-role', 'too-many-api-keys'],
})

const listApiKeys = declare({
  id: 'api-keys.list',
  method: 'GET',
  path: '/api/api-keys',
  summary: 'The keys of the tenant that still work, the newest first',
  access: { scope: 'api-keys:manage' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: {
    200: strictObject({ items: Type.Array(strictObject(ApiKey, { title: 'ApiKey' }), { maxItems: mostApiKeys }) }),
  },
})

const revokeApiKey = declare({
  id: 'api-keys.revoke',
  method: 'DELETE',
  path: '/api/api-keys/{keyId}',
  summary: 'Revoke a key: it stops working at once',
  access: { scope: 'api-keys:manage' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { params: strictObject({ keyId: idOf('API key') }) },
  responses: { 204: null },
  problems: ['not-found'],
})

export const apiKeyEndpoints = [createApiKey, listApiKeys, revokeApiKey] as const
