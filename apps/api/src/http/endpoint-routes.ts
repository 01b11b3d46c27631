import {
  type Endpoint,
  type EndpointId,
  type EndpointOf,
  endpoints,
  isFile,
  type RequestOf,
  type ResponseOf,
} from '@palisade/contracts'
import { inSpan } from '@palisade/service'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Handler } from './handler.ts'
import { idempotently } from './idempotency.ts'
import { etagOf, requireIfMatch, withVersionCheck } from './if-match.ts'
import { addLayer } from './layer.ts'
import { receivingSmallFiles, type SmallFile } from './small-files.ts'
import { createUploads, type Upload } from './uploads.ts'

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
  Body: EndpointOf<Id> extends { inMemory: true }
    ? SmallFile
    : EndpointOf<Id> extends { upload: readonly string[] }
      ? Upload
      : Part<Id, 'body'>
}>

/** Handles a request that every layer has accepted. Returns the body of the response. */
export type Handlers<Ids extends EndpointId = EndpointId> = {
  [Id in Ids]: (request: EndpointRequest<Id>, reply: FastifyReply) => Promise<ResponseOf<Id>>
}

/** The endpoints of a resource, by the first part of their ids. */
export type EndpointsOf<Resource extends string> = Extract<EndpointId, `${Resource}.${string}`>

/** Sets the called endpoint for all later layers. Fastify rebuilds `routeOptions` on each access, so this reads it once. */
export function findEndpoint(app: FastifyInstance): void {
  app.decorateRequest('endpoint', undefined)
  app.decorateRequest('isPage', false)
  addLayer(app, 'find-endpoint', request => {
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
    if (!(id in endpoints)) throw new Error(`the endpoint ${id} has a handler, but is not declared in the contracts`)
  }
  const receivingUploads = createUploads()
  for (const endpoint of Object.values<Endpoint>(endpoints)) {
    const handler = handlers[endpoint.id as EndpointId]
    if (!handler) throw new Error(`the endpoint ${endpoint.id} is declared in the contracts, but has no handler`)
    addRoute(app, endpoint, createHandler(endpoint, handler as Handler, receivingUploads))
  }
}

function addRoute(app: FastifyInstance, endpoint: Endpoint, handler: Handler): void {
  const { params, query, headers, body } = endpoint.request
  app.route({
    method: endpoint.method,
    url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: endpoint.method === 'GET',
    // Fastify would read 0 as no limit. The allow-list has already refused bodies of such endpoints.
    bodyLimit: Math.max(endpoint.maxBodyBytes, 1),
    config: { endpoint },
    schema: {
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(headers && { headers }),
      ...(body && { body }),
      response: describeResponses(endpoint),
    },
    handler,
  })
}

/** Does around the handler what the endpoint declares, so that handlers contain only business rules. */
function createHandler(endpoint: Endpoint, handler: Handler, receivingUploads: (run: Handler) => Handler): Handler {
  const { idempotent, ifMatch, etag, location, path, upload, inMemory } = endpoint
  const status = Number(Object.keys(endpoint.responses)[0] ?? 200)
  const checked = ifMatch ? withVersionCheck(handler) : handler
  const once = idempotent ? idempotently(checked) : checked
  const receiving = inMemory ? receivingSmallFiles : receivingUploads
  const run = upload ? receiving(once) : once
  return async (request, reply) => {
    if (ifMatch) requireIfMatch(request)
    const response = await inSpan('handler', () => run(request, reply.code(status)))
    const { id, version } = (response ?? {}) as { id?: string; version?: number }
    if (etag && version !== undefined) reply.header('etag', etagOf(version))
    if (location && id !== undefined) reply.header('location', `${path}/${id}`)
    return response
  }
}

/** Fastify serializes by these schemas, so it never sends an undeclared field. */
function describeResponses({ responses }: Endpoint): { [status: string]: TSchema } {
  const json = Object.entries(responses).flatMap(([status, schema]) =>
    schema && !isFile(schema) ? [[status, schema] as const] : [],
  )
  return Object.fromEntries(json)
}
