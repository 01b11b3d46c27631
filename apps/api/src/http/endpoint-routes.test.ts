import { endpointIds } from '@palisade/contracts'
import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { type Handlers, registerEndpoints } from './endpoint-routes.ts'

const handlers = () => Object.fromEntries(endpointIds.map(id => [id, async () => undefined])) as unknown as Handlers

describe('[B1] the API refuses to start', () => {
  test('with a declared endpoint without a handler', () => {
    const { 'orders.move': _, ...rest } = handlers()
    expect(() => registerEndpoints(fastify(), rest as Handlers)).toThrow(
      'the endpoint orders.move is declared in the contracts, but has no handler',
    )
  })

  test('with a handler without a declared endpoint', () => {
    const more = { ...handlers(), 'orders.erase': async () => undefined }
    expect(() => registerEndpoints(fastify(), more)).toThrow(
      'the endpoint orders.erase has a handler, but is not declared in the contracts',
    )
  })

  test('with a route that is not declared', () => {
    const app = fastify()
    registerEndpoints(app, handlers())
    expect(() => app.get('/backdoor', async () => 'open')).toThrow(
      'the route GET /backdoor is not declared in contracts',
    )
  })
})
