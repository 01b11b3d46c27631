import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoPassword, startTestApp, type TestApp } from '../../app-for-tests.ts'

let api: TestApp

beforeAll(async () => {
  api = await startTestApp()
})

afterAll(() => api?.stop())

const newSlug = () => `f${randomUUID().slice(0, 8)}`

function signUp({ slug = newSlug(), email = `owner@${slug}.test` }: { slug?: string; email?: string } = {}) {
  const person = { email, name: 'Owner', password: 'a long enough password', refreshTokenIn: 'body' }
  return api.post('/api/auth/sign-up', { tenant: { slug, name: 'New tenant' }, ...person })
}

const processorTimeOf = async (work: () => Promise<unknown>) => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

describe('[S96] a flood of sign-ups', () => {
  test('leaves every sign-in served', async () => {
    let isOver = false
    const flood = Array.from({ length: 40 }, async () => {
      const statuses: number[] = []
      while (!isOver) statuses.push((await signUp()).status)
      return statuses
    })
    const users = ['owner', 'admin', 'member', 'partner'].flatMap(role => [`${role}@acme.test`, `${role}@globex.test`])
    const signIn = async (email: string) => {
      const statuses: number[] = []
      for (let time = 0; time < 4; time++) {
        statuses.push((await api.post('/api/auth/sign-in', { email, password: demoPassword })).status)
      }
      return statuses
    }
    const signIns = (await Promise.all(users.map(signIn))).flat()
    isOver = true
    const signUps = (await Promise.all(flood)).flat()
    expect(signIns).toEqual(Array(32).fill(200))
    expect(new Set(signUps)).toEqual(new Set([201, 503]))
  })

  test('under the name of a tenant that exists costs no hash', async () => {
    await signUp()
    const free: number[] = []
    const taken: number[] = []
    for (let time = 0; time < 5; time++) {
      free.push(await processorTimeOf(signUp))
      taken.push(
        await processorTimeOf(async () => {
          expect(await signUp({ slug: 'acme' })).toMatchObject({ status: 409, body: { code: 'tenant-taken' } })
        }),
      )
    }
    expect(Math.min(...taken)).toBeLessThan(Math.min(...free) / 2)
  })

  test('with an email that exists costs the same work as with a new one', async () => {
    const hashes: number[] = []
    const nothing: number[] = []
    for (let time = 0; time < 5; time++) {
      hashes.push(
        await processorTimeOf(async () => {
          expect(await signUp({ email: 'owner@acme.test' })).toMatchObject({
            status: 409,
            body: { code: 'email-taken' },
          })
        }),
      )
      nothing.push(await processorTimeOf(() => signUp({ slug: 'acme' })))
    }
    expect(Math.min(...hashes)).toBeGreaterThan(2 * Math.min(...nothing))
  })
})
