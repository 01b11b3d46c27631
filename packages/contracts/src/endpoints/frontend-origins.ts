import { Type } from 'typebox'
import { domainProof } from '../domain-proof.ts'
import { declare } from '../endpoint.ts'
import { mostOfAnyPlan } from '../limits.ts'
import { Id, Instant, idOf, strictObject, text } from './schemas.ts'

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
      description: 'When the DNS record is looked up next; `null`: only on request',
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
  summary: 'List the CORS origins of the tenant’s own frontends',
  access: { scope: 'tenant:manage' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: { 200: strictObject({ items: Type.Array(Origin, { maxItems: mostOfAnyPlan('origins') }) }) },
})

const addOrigin = declare({
  id: 'tenant.add-origin',
  method: 'POST',
  path: '/api/tenant/origins',
  summary:
    'Add a CORS origin of the tenant. It is allowed once a DNS record proves that the tenant controls the domain.',
  access: { scope: 'tenant:manage' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['tenant.origin.added'],
  request: { body: strictObject({ origin: text(longestOrigin) }) },
  responses: { 201: Origin },
  problems: ['origin-taken', 'too-many-origins'],
})

const verifyOrigin = declare({
  id: 'tenant.verify-origin',
  method: 'POST',
  path: '/api/tenant/origins/{originId}/verification',
  summary: 'Look up the DNS record of this origin now. For a week, that also happens automatically.',
  access: { scope: 'tenant:manage' },
  limit: 'report',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: { none: 'the worker writes what it finds' },
  request: { params: strictObject({ originId: idOf('origin') }) },
  responses: { 202: Origin },
  problems: ['not-found'],
})

const removeOrigin = declare({
  id: 'tenant.remove-origin',
  method: 'DELETE',
  path: '/api/tenant/origins/{originId}',
  summary: 'Remove this origin, which is then refused',
  access: { scope: 'tenant:manage' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['tenant.origin.removed'],
  request: { params: strictObject({ originId: idOf('origin') }) },
  responses: { 204: null },
  problems: ['not-found'],
})

export const originEndpoints = [listOrigins, addOrigin, verifyOrigin, removeOrigin] as const
