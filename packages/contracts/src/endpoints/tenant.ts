import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { countedByPlan, tiers } from '../limits.ts'
import { Id, Instant, strictObject, text, WrittenLine } from './schemas.ts'

/** A tenant's name in addresses and in the operator's commands. It never changes. */
export const Slug = Type.String({ pattern: '^[a-z][a-z0-9\\-]{1,30}[a-z0-9]$', examples: ['acme'] })

export const TenantName = text(100)

const color = '[0-9a-f]{6}'

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', examples: ['9f86d081884c7d65'.repeat(4)] })

/** What pages of a tenant show. */
export const Branding = {
  color: Type.Union([Type.String({ pattern: `^${color}$`, examples: ['1c6549'] }), Type.Null()], {
    description: 'The color that the shades of the page are derived from; `null`: the default',
  }),
  logo: Type.Union([Hash, Type.Null()], { description: 'The hash under which `branding.logo` has the logo' }),
} as const

export const LogoHash = Hash

export const LimitUse = strictObject(
  {
    name: Type.String({ description: 'As the `RateLimit` header names it', examples: ['tenant'] }),
    limit: Type.Integer(),
    remaining: Type.Integer(),
    resetsAt: Instant,
  },
  { title: 'LimitUse' },
)

const PlanUse = strictObject(
  {
    what: Type.Enum([...countedByPlan]),
    most: Type.Integer({ description: 'How many the plan allows', examples: [25] }),
    used: Type.Integer({
      description:
        'How many there are. If the plan became smaller, this can be more than `most`; new ones are refused.',
      examples: [3],
    }),
  },
  { title: 'PlanUse' },
)

const Tenant = strictObject(
  {
    id: Id,
    slug: Type.String(),
    name: WrittenLine,
    tier: Type.Enum([...tiers]),
    ...Branding,
    version: Type.Integer({ description: 'Counts changes of the settings', examples: [3] }),
  },
  { title: 'Tenant' },
)

const tenant = {
  path: '/api/tenant',
  access: { scope: 'tenant:manage' },
  crossOrigin: true,
  etag: true,
} as const

const readTenant = declare({
  ...tenant,
  id: 'tenant.read',
  method: 'GET',
  summary: 'Show the tenant, its plan, and what is left of its limits',
  limit: 'read',
  maxBodyBytes: 0,
  request: {},
  responses: {
    200: strictObject({
      ...Tenant.properties,
      limits: Type.Array(LimitUse),
      maxima: Type.Array(PlanUse, { maxItems: countedByPlan.length }),
    }),
  },
})

const changeTenant = declare({
  ...tenant,
  id: 'tenant.change',
  method: 'PATCH',
  summary: 'Rename the tenant, or change its color. Mails and lists of memberships then use the new name.',
  limit: 'write',
  maxBodyBytes: 1024,
  ifMatch: true,
  audit: ['tenant.renamed', 'tenant.branding-changed'],
  request: {
    body: Type.Object(
      {
        name: Type.Optional(TenantName),
        color: Type.Optional(
          Type.String({
            pattern: `^(?:${color})?$`,
            description: 'Six hexadecimal digits in lower case, as after `#` in CSS; empty: the default',
            examples: ['1c6549'],
          }),
        ),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
  },
  responses: { 200: Tenant },
})

export const tenantEndpoints = [readTenant, changeTenant] as const
