import type { AddressInfo } from 'node:net'
import { createMeasured, serveMetrics } from '@palisade/service'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { ProblemError } from '../http/problem.ts'
import { createMetrics, measure } from './metrics.ts'

const failures: Record<string, ProblemError> = {
  token: new ProblemError('invalid-token', { reason: 'expired' }),
  limit: new ProblemError('quota-exceeded', { 'violated-policies': ['read-user', 'tenant'] }),
}

test('[S86] [S87] Prometheus reads endpoints, limits and refused tokens on a separate port', async () => {
  const measured = createMeasured(['auth.refresh.reuse'])
  const metrics = createMetrics(measured.registry)
  const app = fastify()
  app.decorateRequest('problem', null)
  app.decorateRequest('endpoint', { getter: () => ({ id: 'orders.list', limit: 'read' }) as never })
  app.setErrorHandler((error, request, reply) => {
    request.problem = error as ProblemError
    return reply.code(error === failures['token'] ? 401 : 429).send()
  })
  measure(app, metrics)
  let seenAfter = 0
  app.addHook('onResponse', async () => {
    seenAfter++
  })
  app.get('/:what', async request => {
    const failure = failures[(request.params as { what: string }).what]
    if (failure) throw failure
    return 'fine'
  })
  for (const what of ['fine', 'fine', 'token', 'limit']) await app.inject(`/${what}`)
  expect(seenAfter).toBe(4)
  measured.countEvent('auth.sign-in.failed')
  metrics.admissionEvent({ type: 'breaker', state: 'open' })
  metrics.admissionEvent({ type: 'local', outcome: 'allowed' })

  const server = await serveMetrics(measured, { host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const text = await (await fetch(`${url}/metrics`)).text()
  expect((await fetch(url)).status).toBe(404)
  server.close()

  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'palisade_request_seconds_count{endpoint="orders.list",class="read",status="2xx"} 2',
      'palisade_request_seconds_count{endpoint="orders.list",class="read",status="401"} 1',
      'palisade_request_seconds_count{endpoint="orders.list",class="read",status="429"} 1',
      'palisade_request_seconds_count{endpoint="orders.list",class="read",status="5xx"} 0',
      'palisade_limit_hits_total{policy="read-user"} 1',
      'palisade_limit_hits_total{policy="tenant"} 1',
      'palisade_token_refusals_total{reason="expired"} 1',
      'palisade_token_refusals_total{reason="signature"} 0',
      'palisade_problems_total{problem="quota-exceeded"} 1',
      'palisade_problems_total{problem="internal"} 0',
      'palisade_refusals_total{endpoint="orders.list",status="429"} 1',
      'palisade_refusals_total{endpoint="orders.list",status="403"} 0',
      'palisade_events_total{event="auth.refresh.reuse"} 0',
      'palisade_events_total{event="auth.sign-in.failed"} 1',
      'palisade_limit_store_state{state="open"} 1',
      'palisade_limit_store_state{state="closed"} 0',
      'palisade_limit_local_decisions_total{outcome="allowed"} 1',
    ]),
  )
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m)
})
