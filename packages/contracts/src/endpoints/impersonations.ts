import { Type } from 'typebox'
import { declare, type Endpoint } from '../endpoint.ts'
import { tiers } from '../limits.ts'
import { impersonationScopes } from '../scopes.ts'
import { Reason } from './operator.ts'
import { Id, Instant, idOf, secret, strictObject, WrittenLine } from './schemas.ts'

const base = {
  access: { scope: 'operator:impersonate' },
  crossOrigin: false,
  limit: 'write',
  maxBodyBytes: 0,
} as const satisfies Partial<Endpoint>

/** An access token for a tenant, with the member as its subject and the operator as its actor (RFC 8693 section 4.1). */
const Impersonation = strictObject(
  {
    id: Id,
    tenant: strictObject({ id: Id, slug: Type.String(), name: WrittenLine, tier: Type.Enum([...tiers]) }),
    memberId: Type.String({ ...Id, description: 'The owner for whom the operator acts: the one who allowed it' }),
    scopes: Type.Array(Type.Enum([...impersonationScopes]), { maxItems: impersonationScopes.length }),
    accessToken: secret(),
    tokenType: Type.Literal('Bearer'),
    expiresAt: Instant,
    endsAt: Type.String({ ...Instant, description: 'When support access ends, and the impersonation with it' }),
  },
  { title: 'Impersonation' },
)

const start = declare({
  ...base,
  id: 'impersonations.start',
  method: 'POST',
  path: '/api/operator/impersonations',
  summary: 'Start to act in a tenant for the owner who allows support access',
  maxBodyBytes: 2048,
  audit: ['impersonation.started'],
  request: { body: strictObject({ tenantId: idOf('tenant'), reason: Reason }) },
  responses: { 201: Impersonation },
  problems: ['not-found', 'no-support-access'],
})

const renew = declare({
  ...base,
  id: 'impersonations.renew',
  method: 'POST',
  path: '/api/operator/impersonations/{impersonationId}/token',
  summary: 'Get a new access token for a running impersonation of the caller',
  audit: { none: 'it opens nothing that was not open before' },
  request: { params: strictObject({ impersonationId: idOf('impersonation') }) },
  responses: { 200: Impersonation },
  problems: ['not-found'],
})

const end = declare({
  ...base,
  id: 'impersonations.end',
  method: 'DELETE',
  path: '/api/operator/impersonations/{impersonationId}',
  summary: 'End an impersonation, whose access tokens then stop working',
  audit: ['impersonation.ended'],
  request: { params: strictObject({ impersonationId: idOf('impersonation') }) },
  responses: { 204: null },
  problems: ['not-found'],
})

export const impersonationEndpoints = [start, renew, end] as const
