import { endpointIds } from '@palisade/contracts'
import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { type Handlers, registerEndpoints } from './endpoint-routes.ts'

const handlers = () => Object.fromEntries(endpointIds.map(id => [id, async () => undefined])) as unknown as Handlers

describe('[B1] the API refuses to start', () => {
  test('with an endpoint that is declared and not built', () => {
    const { 'orders.move': _, ...rest } = handlers()
    expect(() => registerEndpoints(fastify(), rest as Handlers)).toThrow(
      'the endpoint orders.move is declared in contracts and not built',
    )
  })

  test('with an endpoint that is built and not declared', () => {
    const more = { ...handlers(), 'orders.erase': async () => undefined }
    expect(() => registerEndpoints(fastify(), more)).toThrow(
      'the endpoint orders.erase is built and not declared in contracts',
    )
  })

  test('with a route that passes by the declarations', () => {
    const app = fastify()
    registerEndpoints(app, handlers())
    expect(() => app.get('/backdoor', async () => 'open')).toThrow(
      'the route GET /backdoor is not declared in contracts',
    )
  })
})
