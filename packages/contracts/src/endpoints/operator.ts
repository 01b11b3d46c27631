import { Type } from 'typebox'
import { declare, type Endpoint } from '../endpoint.ts'
import { tiers } from '../limits.ts'
import { AuditEntry } from './audit-log.ts'
import { Id, Instant, idOf, pageOf, pageQuery, secret, strictObject, text, WrittenLine } from './schemas.ts'
import { Code } from './second-factor.ts'
import { LimitUse } from './tenant.ts'

/** Those that an operator sets. */
const tenantStates = ['active', 'suspended'] as const

/** `deleting`: it waits for its deletion, which its owners can cancel. `erasing`: a worker erases it. */
const shownStates = [...tenantStates, 'deleting', 'erasing'] as const

const base = { crossOrigin: false, limit: 'read', maxBodyBytes: 0 } as const satisfies Partial<Endpoint>

/** Why an operator does something: for the trail of the operators. */
export const Reason = text(200)

/** An access token for the console alone. It belongs to no tenant. */
const OperatorToken = strictObject(
  {
    accessToken: secret(),
    tokenType: Type.Literal('Bearer'),
    expiresAt: Instant,
    verifyAgainAt: Type.String({ ...Instant, description: 'From then on the console asks for another code' }),
  },
  { title: 'OperatorToken' },
)

const enter = declare({
  ...base,
  id: 'operator.enter',
  method: 'POST',
  path: '/api/operator/token',
  summary: 'Exchange a code of the second factor for an access token for the operator console',
  access: 'signed-in',
  adminHost: true,
  limit: 'session',
  maxBodyBytes: 1024,
  audit: ['operator.entered'],
  request: { body: strictObject({ code: Code }) },
  responses: { 200: OperatorToken },
  problems: ['invalid-code', 'no-second-factor', 'not-an-operator'],
})

const renew = declare({
  ...base,
  id: 'operator.renew',
  method: 'POST',
  path: '/api/operator/token/renewal',
  summary: 'Get a new access token for the operator console, while the second factor is recent',
  access: { scope: 'operator:read' },
  limit: 'session',
  audit: { none: 'it opens nothing that was not open before' },
  request: {},
  responses: { 200: OperatorToken },
})

const TenantSummary = {
  id: Id,
  slug: Type.String(),
  name: WrittenLine,
  tier: Type.Enum([...tiers]),
  state: Type.Enum([...shownStates]),
  members: Type.Integer({ description: 'Service accounts and former members do not count' }),
  createdAt: Instant,
}

const listTenants = declare({
  ...base,
  id: 'operator.tenants',
  method: 'GET',
  path: '/api/operator/tenants',
  summary: 'List all tenants, page by page, the newest first',
  access: { scope: 'operator:read' },
  request: {
    query: strictObject({
      q: Type.Optional({
        ...text(80),
        description: 'A part of the name or of the short name, in any letter case',
      }),
      tier: Type.Optional(Type.Enum([...tiers])),
      state: Type.Optional(Type.Enum([...shownStates])),
      ...pageQuery,
    }),
  },
  responses: { 200: pageOf(strictObject(TenantSummary, { title: 'TenantSummary' }), 'TenantPage') },
})

const Refusals = {
  requests: Type.Integer(),
  unauthenticated: Type.Integer({ description: 'Answered with 401' }),
  forbidden: Type.Integer({ description: 'Answered with 403' }),
  limited: Type.Integer({ description: 'Answered with 429' }),
}

/** What is counted without a tenant: nobody knows the caller yet. */
export const securityKinds = ['sign-in-failed', 'code-failed', 'waf-blocked'] as const

export type SecurityKind = (typeof securityKinds)[number]

/** Tenants of the overview. */
export const mostListed = 50

const overview = declare({
  ...base,
  id: 'operator.security',
  method: 'GET',
  path: '/api/operator/security',
  summary: 'Count the refusals of the last 24 hours, for the platform and for the tenants with the most of them',
  access: { scope: 'operator:read' },
  request: {},
  responses: {
    200: strictObject(
      {
        since: Instant,
        platform: strictObject({
          ...Refusals,
          signInFailures: Type.Integer(),
          wrongCodes: Type.Integer(),
          wafBlocks: Type.Integer({ description: 'Those that no page of another origin may have caused' }),
          reusedRefreshTokens: Type.Integer({ description: 'Sessions that ended because a token was used twice' }),
        }),
        tenants: Type.Array(
          strictObject(
            { id: Id, slug: Type.String(), name: WrittenLine, ...Refusals, reusedRefreshTokens: Type.Integer() },
            { title: 'RefusalsOfTenant' },
          ),
          { maxItems: mostListed },
        ),
      },
      { title: 'SecurityOverview', description: 'Requests of callers who belong to a tenant; others have no count' },
    ),
  },
})

/** Those that the page of a tenant shows. */
const mostShown = 50

const OperatedTenant = strictObject(
  {
    ...TenantSummary,
    lastDay: strictObject(Refusals, { description: 'Requests of the last 24 hours' }),
    limits: Type.Array(LimitUse, { description: 'What is left of the limits of its plan' }),
    domains: Type.Array(strictObject({ origin: WrittenLine, verified: Type.Boolean() }), { maxItems: mostShown }),
    supportAccess: Type.Union([strictObject({ since: Instant, until: Instant }), Type.Null()], {
      description: 'From when and until when an owner allows operators to act in the tenant',
    }),
    impersonations: Type.Array(
      strictObject({ id: Id, operatorId: Id, reason: WrittenLine, startedAt: Instant }, { title: 'OpenImpersonation' }),
      { maxItems: mostShown, description: 'Operators who act in the tenant now' },
    ),
  },
  { title: 'OperatedTenant' },
)

const tenantId = idOf('tenant')

const readTenant = declare({
  ...base,
  id: 'operator.tenant',
  method: 'GET',
  path: '/api/operator/tenants/{tenantId}',
  summary: 'Show the plan, state, members, usage and domains of a tenant, but none of its data',
  access: { scope: 'operator:read' },
  request: { params: strictObject({ tenantId }) },
  responses: { 200: OperatedTenant },
  problems: ['not-found'],
})

const changeTenant = declare({
  ...base,
  id: 'operator.change-tenant',
  method: 'PATCH',
  path: '/api/operator/tenants/{tenantId}',
  summary: 'Change the plan of a tenant, or suspend or resume it. Every node applies it to the next request.',
  access: { scope: 'operator:manage' },
  limit: 'write',
  maxBodyBytes: 2048,
  audit: ['tenant.plan-changed', 'tenant.suspended', 'tenant.resumed'],
  request: {
    params: strictObject({ tenantId }),
    body: Type.Object(
      {
        tier: Type.Optional(Type.Enum([...tiers])),
        state: Type.Optional(Type.Enum([...tenantStates])),
        reason: Reason,
      },
      { additionalProperties: false, minProperties: 2 },
    ),
  },
  responses: { 200: OperatedTenant },
  problems: ['not-found'],
})

const OperatorEntry = strictObject(
  {
    ...AuditEntry.properties,
    reason: Type.Union([WrittenLine, Type.Null()], { description: 'What the operator gave as the reason' }),
  },
  { title: 'OperatorEntry' },
)

const readTrail = declare({
  ...base,
  id: 'operator.audit-log',
  method: 'GET',
  path: '/api/operator/audit-log',
  summary: 'List the trail of the operators, page by page, the newest first',
  access: { scope: 'operator:read' },
  request: { query: strictObject(pageQuery) },
  responses: { 200: pageOf(OperatorEntry, 'OperatorTrailPage') },
})

export const operatorEndpoints = [enter, renew, listTenants, readTenant, changeTenant, overview, readTrail] as const
