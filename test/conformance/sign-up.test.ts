import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { newPassword } from '../support/users.ts'

function signUp(email: string) {
  const slug = `s${randomUUID().slice(0, 8)}`
  const owner = { email, name: 'Owner', password: newPassword, refreshTokenIn: 'body' }
  const json = { tenant: { slug, name: 'Sign-up' }, ...owner }
  return call('/api/auth/sign-up', { method: 'POST', json })
}

describe('an email at sign-up', () => {
  test('may have an apostrophe, and is the same in any case of letters at sign-in', async () => {
    const email = `Miles.o'brien+orders@Mail.${randomUUID().slice(0, 8)}.example`
    const signedUp = await signUp(email)
    expect(signedUp.status, signedUp.text).toBe(201)
    const json = { email: email.toUpperCase(), password: newPassword, refreshTokenIn: 'body' }
    expect((await call('/api/auth/sign-in', { method: 'POST', json })).status).toBe(200)
  })

  test('is refused when it is no mailbox (RFC 5321 section 4.1.2)', async () => {
    const domain = 'example.com'
    const dots = [`a..b@${domain}`, `.a@${domain}`, `a.@${domain}`, 'a@b..example', 'a@.example']
    const quotes = [`'a@${domain}`, `a'@${domain}`, `a'b'c@${domain}`, `x'or'1@${domain}`]
    const lengths = [`${'a'.repeat(65)}@${domain}`, `a@${'b'.repeat(64)}.example`]
    for (const email of [...dots, ...quotes, ...lengths]) expectProblem(await signUp(email), 'validation-failed')
  })
})
