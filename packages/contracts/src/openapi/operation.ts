import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'
import type { Endpoint } from '../endpoint.ts'
import { type Limit, limitClasses } from '../limits.ts'
import { exampleFileOf } from '../order-file.ts'
import { commonProblems, problems } from '../problems.ts'
import { bodyMediaTypeOf } from '../request-form.ts'
import { contentsOf } from '../schema.ts'
import { adminScopes, apiKeyScopes } from '../scopes.ts'
import { stepUpWithinMs } from '../session-lifetimes.ts'
import { maxText } from '../value-kind.ts'
import type { Components } from './components.ts'
import { exampleOf } from './example.ts'
import { headersOfProblem, headersOfSuccess } from './headers.ts'

type JsonObject = { [key: string]: unknown }

/** Describes one endpoint as an OpenAPI operation. */
export function describeOperation(endpoint: Endpoint, components: Components): JsonObject {
  const { request } = endpoint
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    description: describeRules(endpoint),
    tags: endpoint.id.split('.', 1),
    security: describeAccess(endpoint.access),
    parameters: [
      ...describeParameters('path', endpoint, components),
      ...describeParameters('query', endpoint, components),
      ...describeParameters('header', endpoint, components),
    ],
    ...(request.body && { requestBody: describeBody(endpoint, request.body, components) }),
    ...(endpoint.upload && { requestBody: describeUpload(endpoint.upload) }),
    responses: { ...describeSuccess(endpoint, components), ...describeProblems(endpoint, components) },
    'x-limit': { class: endpoint.limit, ...limitClasses[endpoint.limit] },
    'x-max-body-bytes': endpoint.maxBodyBytes,
    ...(request.body && { 'x-max-text': maxText }),
    'x-cross-origin': endpoint.crossOrigin,
  }
}

/** What applies to the endpoint beside its schema, in words: who may call it, how often, and with how much. */
function describeRules({ access, limit, maxBodyBytes }: Endpoint): string {
  const { perIp, perUser, cost } = limitClasses[limit]
  return [
    describeCaller(access),
    `Limit class \`${limit}\`: ${describeRate(perIp)} for each address`,
    perUser ? `, ${describeRate(perUser)} for each user or API key, at a cost of ${cost} of the tenant’s quota.` : '.',
    maxBodyBytes > 0 ? ` The body has at most ${maxBodyBytes} bytes.` : '',
  ].join('')
}

function describeRate({ limit, windowMs }: Limit): string {
  return `${limit} requests ${windowMs === 60_000 ? 'a minute' : `in ${windowMs / 1_000} seconds`}`
}

function describeCaller(access: Endpoint['access']): string {
  if (access === 'public') return 'Anyone may call it. '
  if (access === 'refresh-token') return 'Requires a refresh token, in the cookie or in the body. '
  if (access === 'signed-in') return 'Requires an access token. '
  const { scope } = access
  const isAdmin = adminScopes.includes(scope)
  const secondFactor = ` and a second factor that was verified in the last ${stepUpWithinMs / 60_000} minutes`
  return `Requires an access token${isApiKeyScope(scope) ? ' or an API key' : ''} with the scope \`${scope}\`${isAdmin ? secondFactor : ''}. `
}

function isApiKeyScope(scope: string): boolean {
  return apiKeyScopes.some(allowed => allowed === scope)
}

function describeAccess(access: Endpoint['access']): JsonObject[] {
  if (access === 'public') return []
  if (access === 'refresh-token') return [{ refreshToken: [] }, {}]
  if (access === 'signed-in') return [{ accessToken: [] }]
  const { scope } = access
  return [{ accessToken: [scope] }, ...(isApiKeyScope(scope) ? [{ apiKey: [scope] }] : [])]
}

const partOf = { path: 'params', query: 'query', header: 'headers' } as const

function describeParameters(
  location: 'path' | 'query' | 'header',
  { request, ifMatch }: Endpoint,
  components: Components,
): JsonObject[] {
  const schema = request[partOf[location]]
  if (!schema) return []
  const required = new Set(schema.required as readonly string[])
  // Without If-Match the API answers 428, so that a client learns what is missing: its schema says optional.
  if (ifMatch) required.add('if-match')
  return Object.entries(schema.properties).map(([name, property]) => {
    const { description, ...rest } = property as { description?: string }
    return {
      name,
      in: location,
      required: required.has(name),
      ...(description && { description }),
      schema: components.refer(rest),
    }
  })
}

/** The API reads a missing body as an empty object. */
function describeBody(endpoint: Endpoint, schema: TSchema, components: Components): JsonObject {
  const content = { [bodyMediaTypeOf(endpoint)]: describeContent(schema, components) }
  return { required: !Check(schema, {}), content }
}

function describeUpload(mediaTypes: readonly string[]): JsonObject {
  const contents = mediaTypes.map(contentMediaType => [
    contentMediaType,
    {
      schema: { type: 'string', contentMediaType },
      // An image is no text.
      ...(!contentMediaType.startsWith('image/') && { example: exampleFileOf(contentMediaType) }),
    },
  ])
  return { required: true, content: Object.fromEntries(contents) }
}

function describeSuccess(endpoint: Endpoint, components: Components): JsonObject {
  const entries = Object.entries(endpoint.responses).map(([status, schema]) => [
    status,
    { description: describeStatus(status), headers: headersOfSuccess(endpoint), ...withContent(schema, components) },
  ])
  return Object.fromEntries(entries)
}

function describeStatus(status: string): string {
  const meanings: { [status: string]: string } = { 201: 'Created', 202: 'Accepted; the work goes on', 204: 'Done' }
  return meanings[status] ?? 'Success'
}

function withContent(schema: TSchema | null, components: Components): JsonObject {
  if (!schema) return {}
  const contents = contentsOf(schema).map(([type, each]) => [type, describeContent(each, components)])
  return { content: Object.fromEntries(contents) }
}

function describeContent(schema: object, components: Components): JsonObject {
  return { schema: components.refer(schema), example: exampleOf(schema) }
}

/**
 * Operations that can fail in the same ways at a status share one description of it. What a server in front of the API
 * refuses is a problem of RFC 9457 also where the endpoint speaks OAuth.
 */
function describeProblems({ problems: codes, oauth }: Endpoint, components: Components): JsonObject {
  const problem = { schema: { $ref: '#/components/schemas/Problem' } }
  const byStatus = Map.groupBy([...codes, ...commonProblems], code => problems[code].status)
  const entries = [...byStatus].map(([status, found]) => [
    status,
    components.referToResponse([...(oauth ? ['oauth'] : []), ...found.toSorted()].join('.'), {
      description: found.map(code => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
      headers: headersOfProblem(status),
      content: { 'application/problem+json': problem, ...(oauth && { 'application/json': problem }) },
    }),
  ])
  return Object.fromEntries(entries)
}
