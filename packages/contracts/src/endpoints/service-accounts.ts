import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { mostOfAnyPlan } from '../limits.ts'
import { apiKeyScopes } from '../scopes.ts'
import { Id, Instant, idOf, strictObject, text, WrittenLine } from './schemas.ts'

/** Of one tenant, in any plan. */
export const mostServiceAccounts = mostOfAnyPlan('service-accounts')

/** What a program may do, in an API key or in a service account. */
export const ProgramScopes = Type.Array(Type.Enum([...apiKeyScopes]), {
  minItems: 1,
  maxItems: apiKeyScopes.length,
  uniqueItems: true,
})

const ServiceAccount = strictObject(
  {
    id: Id,
    name: WrittenLine,
    scopes: ProgramScopes,
    disabled: Type.Boolean({ description: 'Whether its keys and access tokens are refused until it is enabled again' }),
    createdBy: idOf('member who created it'),
    createdAt: Instant,
  },
  { title: 'ServiceAccount' },
)

const params = strictObject({ accountId: idOf('service account') })

const createServiceAccount = declare({
  id: 'service-accounts.create',
  method: 'POST',
  path: '/api/service-accounts',
  summary: 'Create an account for a program. It belongs to the tenant and stays when its creator leaves.',
  access: { scope: 'api-keys:manage' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['service-account.created'],
  request: { body: strictObject({ name: text(100), scopes: ProgramScopes }) },
  responses: { 201: ServiceAccount },
  problems: ['insufficient-role', 'too-many-service-accounts'],
})

const listServiceAccounts = declare({
  id: 'service-accounts.list',
  method: 'GET',
  path: '/api/service-accounts',
  summary: 'List the service accounts of the tenant, in the order in which they were created',
  access: { scope: 'api-keys:manage' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: { 200: strictObject({ items: Type.Array(ServiceAccount, { maxItems: mostServiceAccounts }) }) },
})

const changeServiceAccount = declare({
  id: 'service-accounts.change',
  method: 'PATCH',
  path: '/api/service-accounts/{accountId}',
  summary: 'Change the name or the scopes, or disable or enable the account. Changes of access take effect at once.',
  access: { scope: 'api-keys:manage' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['service-account.changed'],
  request: {
    params,
    body: Type.Object(
      {
        name: Type.Optional(text(100)),
        scopes: Type.Optional(ProgramScopes),
        disabled: Type.Optional(Type.Boolean()),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
  },
  responses: { 200: ServiceAccount },
  problems: ['not-found', 'insufficient-role'],
})

const removeServiceAccount = declare({
  id: 'service-accounts.remove',
  method: 'DELETE',
  path: '/api/service-accounts/{accountId}',
  summary: 'Delete a service account with its keys. Its orders and their history stay.',
  access: { scope: 'api-keys:manage' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['service-account.removed', 'api-key.revoked', 'client-key.revoked'],
  request: { params },
  responses: { 204: null },
  problems: ['not-found'],
})

export const serviceAccountEndpoints = [
  createServiceAccount,
  listServiceAccounts,
  changeServiceAccount,
  removeServiceAccount,
] as const
