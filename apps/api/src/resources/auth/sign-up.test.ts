import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoPassword, startTestApp, type TestApp } from '../../app-for-tests.ts'

let api: TestApp

beforeAll(async () => {
  api = await startTestApp()
})

afterAll(() => api?.stop())

const newSlug = () => `f${randomUUID().slice(0, 8)}`

const newEmail = () => `owner@${newSlug()}.test`

const newTokens = (count: number) => api.createSignUpTokens(Array.from({ length: count }, newEmail))

function complete(token: string | undefined, slug = newSlug()) {
  const person = { token, name: 'Owner', password: 'a long enough password', refreshTokenIn: 'body' }
  return api.post('/api/auth/sign-up/completion', { tenant: { slug, name: 'New tenant' }, ...person })
}

const processorTimeOf = async (work: () => Promise<unknown>) => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

describe('[S96] a flood of sign-ups', () => {
  test('makes no sign-in fail', async () => {
    let isOver = false
    const tokens = (await newTokens(400)).values()
    const flood = Array.from({ length: 40 }, async () => {
      const statuses: number[] = []
      for (const token of tokens) {
        // A link that was refused for want of capacity still works.
        while (!isOver && statuses.push((await complete(token)).status) && statuses.at(-1) !== 201);
        if (isOver) break
      }
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

  test('with a taken short name, or without a valid link, causes no password hash', async () => {
    const tokens = await newTokens(6)
    await complete(tokens[5])
    const free: number[] = []
    const taken: number[] = []
    const withoutLink: number[] = []
    for (const token of tokens.slice(0, 5)) {
      taken.push(
        await processorTimeOf(async () => {
          expect(await complete(token, 'acme')).toMatchObject({ status: 409, body: { code: 'tenant-taken' } })
        }),
      )
      withoutLink.push(
        await processorTimeOf(async () => {
          expect(await complete('l'.repeat(43))).toMatchObject({ status: 410, body: { code: 'link-expired' } })
        }),
      )
      free.push(
        await processorTimeOf(async () => {
          expect(await complete(token)).toMatchObject({ status: 201 })
        }),
      )
    }
    expect(Math.min(...taken)).toBeLessThan(Math.min(...free) / 2)
    expect(Math.min(...withoutLink)).toBeLessThan(Math.min(...free) / 2)
  })
})

describe('[P3] a sign-up', () => {
  test('does the same for an address that has an account as for one that has none', async () => {
    const emails = ['owner@acme.test', newEmail()]
    const rows = []
    for (const email of emails) {
      expect(await api.post('/api/auth/sign-up', { email })).toMatchObject({ status: 202, body: {} })
      const [row] = await api.db.forIdentity(tx => tx.mailedLink.findMany({ where: { email, purpose: 'sign-up' } }))
      rows.push({ ...row, id: '', email: '', createdAt: '', expiresAt: '' })
    }
    expect(rows[0]).toEqual(rows[1])
    expect(rows[0]).toMatchObject({ userId: null, tokenHash: null })
  })

  test('with a link of an address that has an account by now creates nothing', async () => {
    const [token] = await api.createSignUpTokens(['owner@acme.test'])
    const slug = newSlug()
    expect(await complete(token, slug)).toMatchObject({ status: 410, body: { code: 'link-expired' } })
    expect(await api.db.forIdentity(tx => tx.tenant.count({ where: { slug } }))).toBe(0)
  })

  test('with two links of one address at once creates one account', async () => {
    const email = newEmail()
    const answers = await Promise.all((await api.createSignUpTokens([email, email])).map(token => complete(token)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410])
    const tenants = await api.db.forIdentity(tx => tx.membership.count({ where: { user: { email } } }))
    expect(tenants).toBe(1)
  })
})
