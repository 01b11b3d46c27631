import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../app-for-tests.ts'

let api: TestApp

beforeAll(async () => {
  api = await startTestApp()
})

afterAll(() => api?.stop())

async function signUp(password: string, { name = 'Owner', tenantName = 'New tenant' } = {}) {
  const slug = `p${randomUUID().slice(0, 8)}`
  const [token] = await api.createSignUpTokens([`owner@${slug}.test`])
  const person = { token, name, password, refreshTokenIn: 'body' }
  return api.post('/api/auth/sign-up/completion', { tenant: { slug, name: tenantName }, ...person })
}

const refused = {
  status: 400,
  body: {
    code: 'validation-failed',
    errors: [{ in: 'body', pointer: '/password', detail: 'must have 12–128 characters' }],
  },
}

test.each(['1234567890qwerty', 'Qwertyuiop123', '１２３４５６７８９０qwerty'])(
  'a password that attackers try first is refused at its field: %s',
  async password => {
    const detail = 'is one that attackers try first. Choose another one.'
    expect(await signUp(password)).toMatchObject({
      status: 400,
      body: { code: 'validation-failed', errors: [{ in: 'body', pointer: '/password', detail }] },
    })
  },
)

describe('[S98] the length of a password is measured in its normal form', () => {
  test.each([
    ['e and an accent six times, which are six characters', 'e\u0301'.repeat(6)],
    ['a ligature fifteen times, which are 270 characters', '\ufdfa'.repeat(15)],
    ['eleven characters', 'a'.repeat(11)],
    ['129 characters', 'a'.repeat(129)],
  ])('%s: refused at its field', async (_, password) => {
    expect(await signUp(password)).toMatchObject(refused)
  })

  test.each([
    ['e and an accent 128 times, which are 128 characters', 'e\u0301'.repeat(128)],
    ['one ligature, which is 18 characters', '\ufdfa'],
    ['128 emoji', '🐴'.repeat(128)],
  ])('%s: accepted, and opens the account', async (_, password) => {
    const made = await signUp(password)
    expect(made.status).toBe(201)
    const { email } = made.body['user'] as { email: string }
    const answer = await api.post('/api/auth/sign-in', { email, password, refreshTokenIn: 'body' })
    expect(answer.status).toBe(200)
  })

  test('no text as a password yields a 500, at sign-up or at sign-in', async () => {
    const units = fc.array(fc.oneof(fc.nat(0xffff), fc.constantFrom(0x301, 0xfdfa, 0x1161, 0)), { maxLength: 150 })
    const anyText = fc.oneof(
      units.map(codes => String.fromCharCode(...codes)),
      fc.string({ unit: 'grapheme', maxLength: 150 }),
    )
    await fc.assert(
      fc.asyncProperty(anyText, async password => {
        expect([201, 400, 413]).toContain((await signUp(password)).status)
        const signIn = { email: 'owner@acme.test', password, refreshTokenIn: 'body' }
        expect([400, 401, 413]).toContain((await api.post('/api/auth/sign-in', signIn)).status)
      }),
      { numRuns: 60 },
    )
  })
})

test.each(['\u00a0', '\u200b', ' \u2060\ufeff ', '\u3164'])(
  'names of nothing but %j are refused at their fields, for a tenant and for a person',
  async blank => {
    const password = 'a long enough password'
    for (const [names, pointer] of [
      [{ name: blank }, '/name'],
      [{ tenantName: blank }, '/tenant/name'],
    ] as const) {
      expect(await signUp(password, names)).toMatchObject({
        status: 400,
        body: { code: 'validation-failed', errors: [{ in: 'body', pointer, detail: 'must not be empty' }] },
      })
    }
  },
)
