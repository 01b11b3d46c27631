import Type from 'typebox'
import { declare } from '../endpoint.ts'
import { tiers } from '../limits.ts'
import { Id, Instant, strictObject } from './schemas.ts'

const LimitUse = strictObject({
  /** As the RateLimit fields name it. */
  name: Type.String(),
  limit: Type.Integer(),
  remaining: Type.Integer(),
  /** When the whole limit is there again. */
  resetsAt: Instant,
})

const accessProblems = ['unauthenticated', 'invalid-token', 'insufficient-scope'] as const

export const readTenant = declare({
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
      name: Type.String(),
      tier: Type.Enum([...tiers]),
      limits: Type.Array(LimitUse),
    }),
  },
  problems: accessProblems,
})
