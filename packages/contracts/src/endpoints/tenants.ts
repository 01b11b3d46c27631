import Type from 'typebox'
import { tenantOrigins } from '../cors.ts'
import { domainProof } from '../domain-proof.ts'
import { declare } from '../endpoint.ts'
import { tiers } from '../limits.ts'
import { Id, Instant, idOf, strictObject, text, WrittenLine } from './schemas.ts'

const LimitUse = strictObject(
  {
    name: Type.String({ description: 'As the `RateLimit` header names it', examples: ['tenant'] }),
    limit: Type.Integer(),
    remaining: Type.Integer(),
    resetsAt: Instant,
  },
  { title: 'LimitUse' },
)

const readTenant = declare({
  id: 'tenant.read',
  method: 'GET',
  path: '/api/tenant',
  summary: 'The tenant, its plan, and what is left of its limits',
  access: { scope: 'tenant:manage' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: {
    200: strictObject({
      id: Id,
      slug: Type.String(),
      name: WrittenLine,
      tier: Type.Enum([...tiers]),
      limits: Type.Array(LimitUse),
    }),
  },
})

/** A host name has at most 253 characters (RFC 1035 section 2.3.4). */
const longestOrigin = 'https://'.length + 253 + ':65535'.length

const exampleProof = domainProof('https://shop.example.com', 'Qm9uam91cg')
const recordPart = (part: 'name' | 'value') => Type.String({ examples: [exampleProof[part]] })

const Origin = strictObject(
  {
    id: Id,
    origin: Type.String({ examples: ['https://shop.example.com'] }),
    verified: Type.Boolean({ description: 'Whether pages of this origin may call the API' }),
    verifiedAt: Type.Union([Instant, Type.Null()]),
    checkedAt: Type.Union([Instant, Type.Null()], { description: 'When the DNS record was last looked up' }),
    nextCheckAt: Type.Union([Instant, Type.Null()], {
      description: 'When it is looked up next; null: not until somebody asks for it',
    }),
    addedBy: Type.Union([idOf('member'), Type.Null()], {
      description:
        'The member who added it. An origin that is not verified is looked up only while this member, or one who has ' +
        'asked to verify it since, may manage the tenant',
    }),
    createdAt: Instant,
    record: strictObject(
      { type: Type.Literal('TXT'), name: recordPart('name'), value: recordPart('value') },
      { title: 'DnsRecord' },
    ),
  },
  { title: 'Origin' },
)

const listOrigins = declare({
  id: 'tenant.list-origins',
  method: 'GET',
  path: '/api/tenant/origins',
  summary: 'The origins of the tenant’s own frontends',
  access: { scope: 'tenant:manage' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: { 200: strictObject({ items: Type.Array(Origin, { maxItems: tenantOrigins.mostPerTenant }) }) },
})

const addOrigin = declare({
  id: 'tenant.add-origin',
  method: 'POST',
  path: '/api/tenant/origins',
  summary: 'Let a frontend of the tenant call from this origin, once a DNS record shows that the domain is its own',
  access: { scope: 'tenant:manage' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  request: { body: strictObject({ origin: text(longestOrigin) }) },
  responses: { 201: Origin },
  problems: ['origin-taken', 'too-many-origins'],
})

const verifyOrigin = declare({
  id: 'tenant.verify-origin',
  method: 'POST',
  path: '/api/tenant/origins/{originId}/verification',
  summary: 'Have the DNS record of this origin looked for now; it is looked for by itself too, for a week',
  access: { scope: 'tenant:manage' },
  limit: 'report',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { params: strictObject({ originId: idOf('origin') }) },
  responses: { 202: Origin },
  problems: ['not-found'],
})

const removeOrigin = declare({
  id: 'tenant.remove-origin',
  method: 'DELETE',
  path: '/api/tenant/origins/{originId}',
  summary: 'Refuse this origin from now on',
  access: { scope: 'tenant:manage' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { params: strictObject({ originId: idOf('origin') }) },
  responses: { 204: null },
  problems: ['not-found'],
})

export const tenantEndpoints = [readTenant, listOrigins, addOrigin, verifyOrigin, removeOrigin] as const
