import { apiKeyFormat, passwordAsSent, signInFailureLimits } from '@palisade/contracts'
import { createApiKey, verifyPassword } from '@palisade/security/credentials'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { demoPassword, startTestApp, type TestApp } from '../../app-for-tests.ts'

let api: TestApp
const { limit: most } = signInFailureLimits.perAccountAndIp

beforeAll(async () => {
  api = await startTestApp()
})

afterAll(() => api?.stop())

afterEach(() => {
  api.fault.isAway = () => false
})

let host = 0
const newAddress = () => `192.0.2.${++host}`

const signIn = (email: string, password: string, ip: string) =>
  api.post('/api/auth/sign-in', { email, password, refreshTokenIn: 'body' }, { ip })

/** Keeps the queue for Argon2 full, so that every further request gets 503. Call the result to stop. */
function keepLineFull(): () => Promise<unknown> {
  let isOver = false
  const places = Array.from({ length: 66 }, async () => {
    while (!isOver) await verifyPassword('a guess', undefined, passwordAsSent).catch(() => {})
  })
  return () => {
    isOver = true
    return Promise.all(places)
  }
}

describe('[S49] an unchecked password does not count as a failed attempt', () => {
  test('five 503 responses of a full queue do not lock out the right password', async () => {
    const ip = newAddress()
    const release = keepLineFull()
    const busy = await Promise.all(Array.from({ length: most }, () => signIn('owner@acme.test', demoPassword, ip)))
    expect(busy.map(({ status, body }) => [status, body['code']])).toEqual(Array(most).fill([503, 'unavailable']))
    await release()
    expect((await signIn('owner@acme.test', demoPassword, ip)).status).toBe(200)
  })

  test('an unavailable database does not lock out the right password', async () => {
    const ip = newAddress()
    api.fault.isAway = () => true
    for (let time = 0; time < most; time++) {
      expect((await signIn('admin@acme.test', demoPassword, ip)).status).toBeGreaterThanOrEqual(500)
    }
    api.fault.isAway = () => false
    expect((await signIn('admin@acme.test', demoPassword, ip)).status).toBe(200)
  })

  test('five wrong passwords are judged at most, whatever fails in between', async () => {
    const ip = newAddress()
    const statuses: number[] = []
    for (let time = 0; time < 3 * most; time++) {
      api.fault.isAway = () => time % 2 === 1
      statuses.push((await signIn('member@acme.test', 'a wrong password', ip)).status)
    }
    expect(statuses.filter(status => status === 401)).toHaveLength(most)
    expect(statuses.slice(2 * most)).toEqual(Array(most).fill(429))
  })

  test('five parallel guesses are judged at most while the queue is full', async () => {
    const ip = newAddress()
    const release = keepLineFull()
    const guess = () => signIn('partner@acme.test', 'a wrong password', ip)
    const first = await Promise.all(Array.from({ length: 20 }, guess))
    expect(first.map(({ status }) => status)).toContain(503)
    await release()
    const then = await Promise.all(Array.from({ length: 20 }, guess))
    const judged = [...first, ...then].filter(({ status }) => status === 401)
    expect(judged).toHaveLength(most)
  })
})

test('[S49] right passwords sent in parallel do not count as failed attempts: all of them open a session', async () => {
  const ip = newAddress()
  const signIns = Array.from({ length: 4 * most }, () => signIn('admin@globex.test', demoPassword, ip))
  expect((await Promise.all(signIns)).map(({ status }) => status)).toEqual(Array(4 * most).fill(200))
})

test('[S95] an unchecked code, and the password before it, do not count as failed attempts', async () => {
  const ip = newAddress()
  const { body } = await signIn('owner@globex.test', demoPassword, ip)
  const token = String(body['accessToken'])
  const ask = async (path: string, json: object) => (await api.post(path, json, { ip, token })).status
  const enrol = () => ask('/api/auth/second-factor/enrolment', { password: demoPassword })
  const confirm = () => ask('/api/auth/second-factor/confirmation', { code: '000000' })

  const release = keepLineFull()
  const busy = await Promise.all(Array.from({ length: most }, enrol))
  await release()
  expect(busy).toEqual(Array(most).fill(503))
  expect(await enrol()).toBe(201)

  // Reached when it is asked for the factor, away when the code is to be judged.
  let asked = 0
  api.fault.isAway = () => ++asked % 2 === 0
  for (let time = 0; time < most; time++) expect(await confirm()).toBeGreaterThanOrEqual(500)
  expect(asked).toBe(2 * most)
  api.fault.isAway = () => false
  for (let time = 0; time < most; time++) expect(await confirm()).toBe(401)
  expect(await confirm()).toBe(429)
})

test('[S41] an API key whose lookup failed does not count as unknown', async () => {
  const ip = newAddress()
  const ask = () => {
    const authorization = `Bearer ${createApiKey(apiKeyFormat).key}`
    return api.app.inject({ url: '/api/orders', headers: { authorization }, remoteAddress: ip })
  }
  api.fault.isAway = () => true
  for (let time = 0; time < 40; time++) expect((await ask()).statusCode).toBeGreaterThanOrEqual(500)
  api.fault.isAway = () => false
  expect((await ask()).statusCode).toBe(401)
})
