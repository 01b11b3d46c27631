import { type Endpoint, type EndpointId, endpoints, type RequestOf, type ResponseOf } from '@palisade/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { idempotently } from './idempotency.ts'
import { etagOf, requireIfMatch, withVersionCheck } from './if-match.ts'
import { addLayer } from './layer.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    endpoint?: Endpoint
    /** A file of the SPA, which the API serves when there is no web server in front. */
    page?: boolean
  }
  interface FastifyRequest {
    /** The declaration of the endpoint that is called; absent where there is none. */
    endpoint: Endpoint | undefined
    /** Whether a file of the SPA is called and no endpoint. */
    isPage: boolean
  }
}

type Part<Id extends EndpointId, Name extends string> = RequestOf<Id> extends { [N in Name]: infer P } ? P : undefined

export type EndpointRequest<Id extends EndpointId> = FastifyRequest<{
  Params: Part<Id, 'params'>
  Querystring: Part<Id, 'query'>
  Headers: Part<Id, 'headers'>
  Body: Part<Id, 'body'>
}>

/** What an endpoint does once every layer has let the request through. Its return value is the answer's body. */
export type Handlers<Ids extends EndpointId = EndpointId> = {
  [Id in Ids]: (request: EndpointRequest<Id>, reply: FastifyReply) => Promise<ResponseOf<Id>>
}

/** The endpoints of a resource, by the first part of their ids. */
export type EndpointsOf<Resource extends string> = Extract<EndpointId, `${Resource}.${string}`>

/** Tells every layer behind it what is called. Fastify rebuilds `routeOptions` on each access, so this looks once. */
export function findEndpoint(app: FastifyInstance): void {
  app.decorateRequest('endpoint', undefined)
  app.decorateRequest('isPage', false)
  addLayer(app, request => {
    const { endpoint, page } = request.routeOptions.config
    request.endpoint = endpoint
    request.isPage = page === true && !belongsToApi.test(request.url)
  })
}

const belongsToApi = /^\/api(?![\w-])/

/**
 * Builds a route for each declared endpoint.
 * @throws Error when an endpoint is declared and not built, or built and not declared
 */
export function registerEndpoints(app: FastifyInstance, handlers: Handlers): void {
  app.addHook('onRoute', route => {
    if (!route.config?.endpoint && !route.config?.page)
      throw new Error(`the route ${route.method} ${route.url} is not declared in contracts`)
  })
  for (const id of Object.keys(handlers)) {
    if (!(id in endpoints)) throw new Error(`the endpoint ${id} is built and not declared in contracts`)
  }
  for (const endpoint of Object.values<Endpoint>(endpoints)) {
    const handler = handlers[endpoint.id as EndpointId]
    if (!handler) throw new Error(`the endpoint ${endpoint.id} is declared in contracts and not built`)
    addRoute(app, endpoint, handler as Handlers[EndpointId])
  }
}

function addRoute(app: FastifyInstance, endpoint: Endpoint, handler: Handlers[EndpointId]): void {
  const { params, query, headers, body } = endpoint.request
  app.route({
    method: endpoint.method,
    url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: endpoint.method === 'GET',
    // 0 would be no limit to Fastify; the allow-list has refused every body of such an endpoint.
    bodyLimit: Math.max(endpoint.maxBodyBytes, 1),
    config: { endpoint },
    schema: {
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(headers && { headers }),
      ...(body && { body }),
      response: describeResponses(endpoint),
    },
    handler: createHandler(endpoint, handler as Handler),
  })
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** Does around the handler what the endpoint declares, so that handlers contain only business rules. */
function createHandler(endpoint: Endpoint, handler: Handler): Handler {
  const { idempotent, ifMatch, etag, location, path } = endpoint
  const status = Number(Object.keys(endpoint.responses)[0] ?? 200)
  const checked = ifMatch ? withVersionCheck(handler) : handler
  const run = idempotent ? idempotently(checked) : checked
  return async (request, reply) => {
    if (ifMatch) requireIfMatch(request)
    const response = await run(request, reply.code(status))
    const { id, version } = (response ?? {}) as { id?: string; version?: number }
    if (etag && version !== undefined) reply.header('etag', etagOf(version))
    if (location && id !== undefined) reply.header('location', `${path}/${id}`)
    return response
  }
}

/** Fastify serializes by these schemas, so that a field which is not declared never leaves. */
function describeResponses({ responses }: Endpoint): { [status: string]: TSchema } {
  const json = Object.entries(responses).flatMap(([status, schema]) =>
    schema && !('contentMediaType' in schema) ? [[status, schema] as const] : [],
  )
  return Object.fromEntries(json)
}
