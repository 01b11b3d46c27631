import { Type } from 'typebox'
import { apiKeyFormat } from '../credentials.ts'
import { declare } from '../endpoint.ts'
import { mostOfAnyPlan } from '../limits.ts'
import { Id, Instant, idOf, secret, strictObject, text, WrittenLine } from './schemas.ts'
import { mostServiceAccounts, ProgramScopes } from './service-accounts.ts'

/** Keys of one tenant that act for members and still work, in any plan. */
export const mostApiKeys = mostOfAnyPlan('api-keys')

/** Keys of one service account that still work: the one in use, its successor, and as many again for a second program. */
export const mostKeysOfAccount = 4

/** How long a key can go on working beside its successor: a week. */
export const longestOverlapHours = 7 * 24

const ApiKey = {
  id: Id,
  name: WrittenLine,
  hint: Type.String({
    description: 'The beginning of the key, to distinguish keys',
    examples: [`${apiKeyFormat.prefix}4f7a`],
  }),
  scopes: ProgramScopes,
  serviceAccountId: Type.Union([idOf('service account for which the key acts'), Type.Null()], {
    description: 'Without one, the key acts for the member who created it',
  }),
  createdBy: idOf('member who created it'),
  rollDue: Type.Boolean({
    description:
      'Whether the key of a service account was created, and so seen, by somebody who has left or may no longer manage keys',
  }),
  createdAt: Instant,
  expiresAt: Instant,
  lastUsedAt: Type.Union([Instant, Type.Null()], { description: 'To the minute' }),
}

const NewApiKey = strictObject({ ...ApiKey, key: secret() }, { title: 'NewApiKey' })

const expiresInDays = Type.Integer({ minimum: 1, maximum: 365 })

const createApiKey = declare({
  id: 'api-keys.create',
  method: 'POST',
  path: '/api/api-keys',
  summary: `Create a key for a program; it is shown this once, and sent as \`Authorization: Bearer ${apiKeyFormat.prefix}…\``,
  access: { scope: 'api-keys:manage' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['api-key.created'],
  request: {
    body: strictObject({
      name: text(100),
      scopes: ProgramScopes,
      expiresInDays,
      serviceAccountId: Type.Optional(idOf('service account for which the key acts. Default: the caller')),
    }),
  },
  responses: { 201: NewApiKey },
  problems: ['insufficient-role', 'not-found', 'too-many-api-keys'],
})

const listApiKeys = declare({
  id: 'api-keys.list',
  method: 'GET',
  path: '/api/api-keys',
  summary: 'List the keys of the tenant that still work, the newest first',
  access: { scope: 'api-keys:manage' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: {
    200: strictObject({
      items: Type.Array(strictObject(ApiKey, { title: 'ApiKey' }), {
        maxItems: mostApiKeys + mostServiceAccounts * mostKeysOfAccount,
      }),
    }),
  },
})

const params = strictObject({ keyId: idOf('API key') })

const rollApiKey = declare({
  id: 'api-keys.roll',
  method: 'POST',
  path: '/api/api-keys/{keyId}/roll',
  summary: 'Create the successor of a key with the same name and scopes. The old key works until the overlap ends.',
  access: { scope: 'api-keys:manage' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['api-key.rolled'],
  request: {
    params,
    body: strictObject({
      expiresInDays,
      overlapHours: Type.Integer({
        minimum: 0,
        maximum: longestOverlapHours,
        description: 'How long the old key still works. With 0 it stops at once.',
        examples: [24],
      }),
    }),
  },
  responses: { 201: NewApiKey },
  problems: ['not-found', 'insufficient-role', 'too-many-api-keys'],
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
  audit: ['api-key.revoked'],
  request: { params },
  responses: { 204: null },
  problems: ['not-found'],
})

export const apiKeyEndpoints = [createApiKey, listApiKeys, rollApiKey, revokeApiKey] as const
