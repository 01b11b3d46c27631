import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ResponseOf } from '@palisade/contracts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Embedded, startEmbedded } from '../support/targets/embedded.ts'

const ownerPassword = 'correct horse battery staple'

let embedded: Embedded

beforeAll(async () => {
  embedded = await startEmbedded(process.cwd())
})

afterAll(() => embedded?.stop())

/** `npm run tenants`, with what a person types. */
const tenants = (words: string[], given = {}) => run('tenants', words, given)

async function run(command: 'audit' | 'tenants', words: string[], { typed = '', env = {} } = {}) {
  const child = spawn(process.execPath, [`infra/local/${command}-command.ts`, ...words], {
    env: { ...process.env, PALISADE_DATA: embedded.folder, ...env },
  })
  let [out, errors] = ['', '']
  child.stdout.on('data', chunk => (out += chunk))
  child.stderr.on('data', chunk => (errors += chunk))
  child.stdin.end(typed)
  const [code] = await once(child, 'close')
  return { code, out, errors }
}

async function signIn(email: string, password: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ email, password })
  return fetch(`${embedded.baseUrl}/api/auth/sign-in`, { method: 'POST', headers, body })
}

test('without a setting, it shows the tenants of a running npm start', async () => {
  const { code, out } = await tenants(['list'])
  expect(code).toBe(0)
  expect(out).toMatch(/'acme'[\s\S]*'globex'/)
})

test('the first owner is created with a password from standard input, and can sign in', async () => {
  const password = ownerPassword
  const made = await tenants(['create', 'initech', 'Owner@initech.test', 'Initech'], { typed: `${password}\n` })
  expect(made).toEqual({ code: 0, out: expect.stringContaining('owner@initech.test'), errors: '' })
  expect(made.out).not.toContain(password)
  expect((await signIn('owner@initech.test', password)).status).toBe(200)
})

test('[P1] an email that has an account gets a membership of owner, and keeps its password', async () => {
  const { code, out, errors } = await tenants(['create', 'hooli', 'Member@acme.test', 'Hooli'])
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  expect(out).toContain('member@acme.test')
  const session = await signIn('member@acme.test', embedded.password)
  const { accessToken } = (await session.json()) as ResponseOf<'auth.sign-in'>
  const headers = { authorization: `Bearer ${accessToken}` }
  const listed = await fetch(`${embedded.baseUrl}/api/auth/memberships`, { headers })
  expect(((await listed.json()) as ResponseOf<'auth.memberships'>).items).toContainEqual(
    expect.objectContaining({ role: 'owner', tenant: expect.objectContaining({ slug: 'hooli', name: 'Hooli' }) }),
  )
})

test('[P7] what the operator does is in the trail of the tenant, and the chains are verified', async () => {
  for (const words of [
    ['tier', 'initech', 'pro'],
    ['suspend', 'initech'],
    ['resume', 'initech'],
  ])
    expect((await tenants(words)).code).toBe(0)
  const { accessToken } = (await (
    await signIn('owner@initech.test', ownerPassword)
  ).json()) as ResponseOf<'auth.sign-in'>
  const headers = { authorization: `Bearer ${accessToken}` }
  const read = async () => fetch(`${embedded.baseUrl}/api/audit-log`, { headers })
  await vi.waitFor(async () => expect((await read()).status).toBe(200), { timeout: 45_000, interval: 250 })
  const { items } = (await (await read()).json()) as ResponseOf<'audit-log.list'>
  const byOperator = items.filter(({ actor }) => actor.kind === 'operator')
  expect(byOperator.map(({ event, actor, requestId, facts }) => [event, actor.id, requestId, facts])).toEqual([
    ['tenant.resumed', null, null, {}],
    ['tenant.suspended', null, null, {}],
    ['tenant.plan-changed', null, null, { from: 'free', to: 'pro' }],
    ['tenant.created', null, null, {}],
  ])
  const heads = await run('audit', ['heads'])
  expect(heads.out).toMatch(/^(?:[0-9a-f-]{36} \d+ [0-9a-f]{64}\n){4,}$/)
  const verified = await run('audit', ['verify', 'initech'])
  expect(verified).toEqual({
    code: 0,
    out: expect.stringMatching(/ intact: \d+ entries, the last one [0-9a-f]{64}\n$/),
    errors: '',
  })
  const all = await run('audit', ['verify'])
  expect({ code: all.code, errors: all.errors }).toEqual({ code: 0, errors: '' })
  expect(await run('audit', ['verify', 'nobody'])).toMatchObject({
    code: 1,
    errors: expect.stringContaining('no tenant has the slug nobody'),
  })
})

test('the name of a tenant is normalized like that of a sign-up', async () => {
  const name = `\u00a0${'Müller'.normalize('NFD')} & Söhne\u200b `
  const password = 'correct horse battery staple'
  const made = await tenants(['create', 'mueller', 'owner@mueller.test', name], { typed: `${password}\n` })
  expect(made).toMatchObject({ code: 0, errors: '' })
  const session = await (await signIn('owner@mueller.test', password)).json()
  expect(session).toMatchObject({ user: { tenant: { name: 'Müller & Söhne' } } })
})

test('a name that a sign-up refuses is refused in one line', async () => {
  const errors = 'the name of a tenant has 1 to 100 characters, on one line\n'
  // The last one has 100 graphemes, and more characters.
  for (const name of ['', '\u00a0\u200b', 'two\nlines', '👩🏽‍🚀'.repeat(100)]) {
    expect(await tenants(['create', 'umbrella', 'a@umbrella.test', name])).toEqual({ code: 1, out: '', errors })
  }
})

test('[S76] the running API allows or refuses an origin that the operator trusts or distrusts', async () => {
  const origin = 'https://shop.acme.example'
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ email: 'owner@acme.test', password: embedded.password, refreshTokenIn: 'body' })
  const signedIn = await fetch(`${embedded.baseUrl}/api/auth/sign-in`, { method: 'POST', headers: json, body })
  const authorization = `Bearer ${((await signedIn.json()) as { accessToken: string }).accessToken}`
  const add = { method: 'POST', headers: { ...json, authorization }, body: JSON.stringify({ origin }) }
  expect((await fetch(`${embedded.baseUrl}/api/tenant/origins`, add)).status).toBe(201)
  const read = async () =>
    (await fetch(`${embedded.baseUrl}/api/orders`, { headers: { authorization, origin } })).status
  for (const [decision, status] of [
    ['distrust', 403],
    ['trust', 200],
    ['distrust', 403],
  ] as const) {
    expect((await tenants([decision, origin])).code).toBe(0)
    // The API reads changes each second; a grant would last for two minutes, and a refusal for one.
    await vi.waitFor(async () => expect(await read()).toBe(status), { timeout: 45_000, interval: 250 })
  }
})

test.each([
  [['create', 'acme', 'new@acme.test'], 'a password of twelve', 'another tenant has the slug acme\n'],
  [['create', 'umbrella', 'owner@umbrella.test'], 'short', 'the password must have at least 12 characters\n'],
  [['create', 'Umbrella!', 'a@umbrella.test'], '', 'Umbrella! cannot be a slug: write 3 to 32 of a-z, 0-9 and -\n'],
  [['suspend', 'umbrella'], '', 'no tenant has the slug umbrella: npm run tenants -- list shows all\n'],
  [['trust', 'https://a.example'], '', 'no tenant has claimed the origin https://a.example\n'],
])('%j is refused in one line', async (words, typed, errors) => {
  expect(await tenants(words, { typed })).toEqual({ code: 1, out: '', errors })
})

test('--help needs no database', async () => {
  const help = await tenants(['--help'], { env: { MIGRATION_DATABASE_URL: 'postgresql://127.0.0.1:1/none' } })
  expect(help).toEqual({ code: 0, out: expect.stringContaining('tenants -- create'), errors: '' })
})

test('an unavailable database is reported in one line', async () => {
  const { code, errors } = await tenants(['list'], { env: { MIGRATION_DATABASE_URL: 'postgresql://127.0.0.1:1/none' } })
  expect({ code, errors }).toEqual({ code: 1, errors: "Can't reach database server at 127.0.0.1:1\n" })
})

test('without a setting, it opens the database itself when npm start does not run', async () => {
  const exited = once(embedded.child, 'exit')
  embedded.child.kill('SIGTERM')
  await exited
  expect((await tenants(['list'])).out).toContain("'initech'")
})
