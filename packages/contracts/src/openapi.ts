import type { TSchema } from 'typebox'
import { corsPolicy } from './cors.ts'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints/index.ts'
import { limitClasses } from './limits.ts'
import { commonProblems, type ProblemCode, ProblemSchema, problems } from './problems.ts'
import { apiKeyScopes, roles, scopes } from './scopes.ts'
import { maxText } from './value-kind.ts'

type JsonObject = { [key: string]: unknown }

/** Describes every declared endpoint as an OpenAPI 3.1 document. */
export function createOpenApiDocument({ version }: { version: string }): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Palisade', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths: describePaths(Object.values(endpoints)),
    components: {
      schemas: { Problem: ProblemSchema },
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'at+jwt (RFC 9068)' },
        apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'pk_…' },
        refreshToken: { type: 'apiKey', in: 'cookie', name: endpoints['auth.refresh'].cookie },
      },
    },
    'x-scopes': scopes,
    'x-roles': roles,
    'x-cors': corsPolicy,
  }
}

function describePaths(declared: readonly Endpoint[]): JsonObject {
  const byPath = Map.groupBy(declared, endpoint => endpoint.path)
  const entries = [...byPath].map(([path, found]) => [
    path,
    Object.fromEntries(found.map(endpoint => [endpoint.method.toLowerCase(), describeOperation(endpoint)])),
  ])
  return Object.fromEntries(entries)
}

function describeOperation(endpoint: Endpoint): JsonObject {
  const { request } = endpoint
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [endpoint.id.split('.')[0]],
    security: describeAccess(endpoint.access),
    parameters: [
      ...describeParameters('path', request.params),
      ...describeParameters('query', request.query),
      ...describeParameters('header', request.headers),
    ],
    ...(request.body && {
      requestBody: { required: true, content: { 'application/json': { schema: request.body } } },
    }),
    responses: { ...describeResponses(endpoint.responses), ...describeProblems(endpoint.problems) },
    'x-limit': { class: endpoint.limit, ...limitClasses[endpoint.limit] },
    'x-max-body-bytes': endpoint.maxBodyBytes,
    ...(request.body && { 'x-max-text': maxText }),
    'x-cross-origin': endpoint.crossOrigin,
  }
}

function describeAccess(access: Endpoint['access']): JsonObject[] {
  if (access === 'public') return []
  if (access === 'refresh-token') return [{ refreshToken: [] }, {}]
  if (access === 'signed-in') return [{ accessToken: [] }]
  const { scope } = access
  const mayBeKey = apiKeyScopes.some(allowed => allowed === scope)
  return [{ accessToken: [scope] }, ...(mayBeKey ? [{ apiKey: [scope] }] : [])]
}

function describeParameters(location: string, schema: Endpoint['request']['params']): JsonObject[] {
  if (!schema) return []
  const required = new Set(schema.required as readonly string[])
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: location,
    required: required.has(name),
    schema: property,
  }))
}

function describeResponses(responses: Endpoint['responses']): JsonObject {
  const entries = Object.entries(responses).map(([status, schema]) => [status, describeResponse(schema)])
  return Object.fromEntries(entries)
}

function describeResponse(schema: TSchema | null): JsonObject {
  if (!schema) return { description: 'Done' }
  const type = (schema as { contentMediaType?: string }).contentMediaType ?? 'application/json'
  return { description: 'Done', content: { [type]: { schema } } }
}

function describeProblems(codes: readonly ProblemCode[]): JsonObject {
  const byStatus = Map.groupBy([...codes, ...commonProblems], code => problems[code].status)
  const entries = [...byStatus].map(([status, found]) => [
    status,
    {
      description: found.map(code => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ])
  return Object.fromEntries(entries)
}
