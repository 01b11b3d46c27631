import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { type LimitClass, limitClasses } from '../limits.ts'
import { Id, Instant, idOf, strictObject, WrittenLine } from './schemas.ts'

/** How far usage reaches back: a day by the hour, longer periods by the day of UTC. */
export const usagePeriods = ['24-hours', '7-days', '30-days', '90-days'] as const

/** The most callers that the usage of a period names. */
export const mostUsageCallers = 50

/** The classes whose requests have a caller, and so a tenant. */
export const usageClasses = ['read', 'write', 'search', 'report', 'upload', 'session'] as const satisfies LimitClass[]

const Counts = {
  requests: Type.Integer({ description: 'Requests that the API answered, the refused ones included' }),
  units: Type.Integer({ description: 'Units of the monthly quota that they took' }),
  refused: strictObject(
    {
      unauthenticated: Type.Integer({ description: 'Answered with 401: a key, token or session that has ended' }),
      forbidden: Type.Integer({ description: 'Answered with 403' }),
      limited: Type.Integer({ description: 'Answered with 429' }),
    },
    { title: 'RefusedRequests' },
  ),
}

const UsageOfTime = strictObject(
  { at: Instant, class: Type.Enum([...usageClasses]), ...Counts },
  { title: 'UsageOfTime', description: 'The requests of one class in the hour or day that begins at `at`' },
)

const UsageOfCaller = strictObject(
  {
    kind: Type.Enum(['people', 'api-key', 'client-key'], { description: '`people`: all members in their sessions' }),
    id: Type.Union([Id, Type.Null()], { description: 'Of the key; `null` for people' }),
    name: Type.Union([WrittenLine, Type.Null()], {
      description: 'The name of the key; `null` for people, and for a deleted key',
    }),
    serviceAccount: Type.Union([strictObject({ id: Id, name: WrittenLine }), Type.Null()], {
      description: 'The service account of the key',
    }),
    ...Counts,
  },
  { title: 'UsageOfCaller' },
)

const readUsage = declare({
  id: 'usage.read',
  method: 'GET',
  path: '/api/usage',
  summary:
    'Count the requests of the tenant over time, by class of endpoints and by key. New requests appear within seconds.',
  access: { scope: 'tenant:manage' },
  limit: 'search',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {
    query: strictObject({
      period: Type.Optional(
        Type.Enum([...usagePeriods], { description: '`24-hours` where it is left out; it is answered by the hour' }),
      ),
      callerId: Type.Optional({ ...idOf('key'), description: 'Only the requests with this key' }),
    }),
  },
  responses: {
    200: strictObject(
      {
        unit: Type.Enum(['hour', 'day']),
        from: Instant,
        before: Instant,
        times: Type.Array(UsageOfTime, {
          maxItems: 91 * Object.keys(limitClasses).length,
          description: 'Hours or days without requests are left out',
        }),
        callers: Type.Array(UsageOfCaller, { maxItems: mostUsageCallers, description: 'The busiest ones first' }),
      },
      { title: 'Usage' },
    ),
  },
})

export const usageEndpoints = [readUsage] as const
