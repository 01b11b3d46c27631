import { randomUUID } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { listMails, lookUpLink, readMail, tokenOf } from '../support/mail.ts'
import {
  attemptSignIn,
  completeSignUp,
  mailSignUpLink,
  newPassword,
  newSlug,
  type Session,
  signUp,
  signUpSubject,
} from '../support/users.ts'

const { webOrigin } = inject('target')

const ask = (email: string) => call('/api/auth/sign-up', { method: 'POST', json: { email } })

const newEmail = () => `owner-${randomUUID()}@acme.test`

describe('[P3] [P4] a sign-up', () => {
  test('is done with a mailed link, which works once; the owner is signed in', async () => {
    const [email, slug] = [newEmail(), newSlug()]
    expect((await ask(email)).status).toBe(202)
    const mail = await readMail(email, signUpSubject)
    for (const part of [mail.Text, mail.HTML]) expect(part).toContain(`${webOrigin}/sign-up/complete#token=`)
    expect((await lookUpLink('sign-up', tokenOf(mail))).json()).toEqual({ email })
    const answer = await completeSignUp(tokenOf(mail), { slug, name: 'Link Ltd' })
    expect(answer.status, answer.text).toBe(201)
    const { accessToken, refreshToken, user } = answer.json<Session>()
    expect(user).toMatchObject({
      email,
      name: 'Owner',
      role: 'owner',
      tenant: { slug, name: 'Link Ltd', tier: 'free' },
    })
    expect((await call('/api/auth/me', { token: accessToken })).json()).toEqual(user)
    expect((await call('/api/auth/refresh', { method: 'POST', json: { refreshToken } })).status).toBe(200)
    expect((await attemptSignIn(email)).status).toBe(200)
    expectProblem(await completeSignUp(tokenOf(mail)), 'link-expired')
    expectProblem(await lookUpLink('sign-up', tokenOf(mail)), 'link-expired')
  })

  test('[S97] answers the same for an address that has an account, whose holder gets a mail without a token', async () => {
    const { email } = await signUp()
    const unknown = newEmail()
    const [forKnown, forUnknown] = [await ask(email.toUpperCase()), await ask(unknown)]
    expect([forKnown.status, forKnown.text]).toEqual([202, ''])
    expect([forUnknown.status, forUnknown.text]).toEqual([202, ''])
    const names = ({ headers }: typeof forKnown) => Object.keys(headers).sort()
    expect(names(forKnown)).toEqual(names(forUnknown))
    const mail = await readMail(email, 'You already have an account')
    for (const part of [mail.Text, mail.HTML]) {
      expect(part).toContain(`${webOrigin}/sign-in`)
      expect(part).toContain(`${webOrigin}/forgot-password`)
      expect(part).not.toContain('token=')
    }
    expect((await attemptSignIn(email)).status).toBe(200)
  })

  test('[S26] with one link ends the other ones of the address: an earlier reader of the mailbox creates nothing', async () => {
    const email = newEmail()
    const first = await mailSignUpLink(email)
    expect((await ask(email)).status).toBe(202)
    await expect.poll(async () => (await listMails(email)).length).toBe(2)
    const second = tokenOf(await readMail(email, signUpSubject))
    expect(second).not.toBe(first)
    expect((await completeSignUp(second)).status).toBe(201)
    expectProblem(await completeSignUp(first, {}, { password: 'the password of another' }), 'link-expired')
    expect((await attemptSignIn(email)).status).toBe(200)
  })

  test('of two requests with one token, one creates a tenant', async () => {
    const token = await mailSignUpLink(newEmail())
    const answers = await Promise.all([completeSignUp(token), completeSignUp(token)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410])
  })

  test('whose short name is taken can be sent again with the same link', async () => {
    const token = await mailSignUpLink(newEmail())
    expectProblem(await completeSignUp(token, { slug: 'acme' }), 'tenant-taken')
    expect((await completeSignUp(token)).status).toBe(201)
  })

  test('requires a token that was mailed for a sign-up', async () => {
    expectProblem(await completeSignUp('l'.repeat(43)), 'link-expired')
    const { email } = await signUp()
    await call('/api/auth/password-reset', { method: 'POST', json: { email } })
    const forReset = tokenOf(await readMail(email, 'Set a new password'))
    expectProblem(await completeSignUp(forReset), 'link-expired')
    expectProblem(await lookUpLink('sign-up', forReset), 'link-expired')
    expect((await lookUpLink('password-reset', forReset)).json()).toEqual({ email })
  })

  test('accepts only the address before it is proven', async () => {
    const json = { email: newEmail(), password: newPassword }
    expectProblem(await call('/api/auth/sign-up', { method: 'POST', json }), 'validation-failed')
  })
})

describe('an email at sign-up', () => {
  test('may have an apostrophe, and is the same in any case of letters at sign-in', async () => {
    const email = `Miles.o'brien+orders@Mail.${randomUUID().slice(0, 8)}.example`
    await signUp({ email })
    expect((await attemptSignIn(email.toUpperCase())).status).toBe(200)
  })

  test('is refused when it is not a mailbox (RFC 5321 section 4.1.2)', async () => {
    const domain = 'example.com'
    const dots = [`a..b@${domain}`, `.a@${domain}`, `a.@${domain}`, 'a@b..example', 'a@.example']
    const quotes = [`'a@${domain}`, `a'@${domain}`, `a'b'c@${domain}`, `x'or'1@${domain}`]
    const lengths = [`${'a'.repeat(65)}@${domain}`, `a@${'b'.repeat(64)}.example`]
    for (const email of [...dots, ...quotes, ...lengths]) expectProblem(await ask(email), 'validation-failed')
  })
})
