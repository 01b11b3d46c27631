import fastify from 'fastify'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { ProblemError } from '../http/problem.ts'
import { measureSignInPressure } from './sign-in-pressure.ts'

async function startSignIn() {
  const registry = new Registry()
  const clock = { now: 0 }
  const app = fastify({ trustProxy: true })
  app.decorateRequest('problem', null)
  app.decorateRequest('endpoint', { getter: () => ({ id: 'auth.sign-in' }) as never })
  app.setErrorHandler((error, request, reply) => {
    request.problem = error as ProblemError
    return reply.code(401).send()
  })
  measureSignInPressure(app, registry, () => clock.now)
  app.post('/', async request => {
    const { password } = request.body as { password: string }
    if (password === 'right') return 'in'
    throw new ProblemError(password === 'once more' ? 'quota-exceeded' : 'invalid-credentials')
  })
  const signIn = (email: unknown, password: string, ip: string) =>
    app.inject({ method: 'POST', url: '/', payload: { email, password }, headers: { 'x-forwarded-for': ip } })
  const read = async () => {
    const [accounts, networks] = await Promise.all(
      ['accounts', 'networks'].map(of => registry.getSingleMetric(`palisade_sign_in_failed_${of}`)?.get()),
    )
    return [accounts?.values[0]?.value, networks?.values[0]?.value]
  }
  return { clock, signIn, read }
}

test('[S85] failed sign-ins are measured by how many accounts and networks they spread over', async () => {
  const { signIn, read } = await startSignIn()
  await signIn('ada@acme.test', 'right', '203.0.113.1')
  expect(await read()).toEqual([0, 0])
  await signIn('ada@acme.test', 'wrong', '203.0.113.1')
  await signIn('ADA@acme.test', 'wrong', '203.0.113.2')
  await signIn('grace@acme.test', 'once more', '203.0.113.2')
  // One network of IPv6 is one visitor.
  await signIn('grace@acme.test', 'wrong', '2001:db8::1')
  await signIn('grace@acme.test', 'wrong', '2001:db8::2')
  await signIn(['no text'], 'wrong', '2001:db8::2')
  expect(await read()).toEqual([2, 3])
})

test('[S85] a failure is forgotten after ten minutes', async () => {
  const { clock, signIn, read } = await startSignIn()
  await signIn('ada@acme.test', 'wrong', '203.0.113.1')
  clock.now = 5 * 60_000
  await signIn('grace@acme.test', 'wrong', '203.0.113.1')
  expect(await read()).toEqual([2, 1])
  clock.now = 10 * 60_000
  expect(await read()).toEqual([1, 1])
  clock.now = 60 * 60_000
  expect(await read()).toEqual([0, 0])
})
