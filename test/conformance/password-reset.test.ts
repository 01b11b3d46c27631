import { randomUUID } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { listMails, readMail, tokenOf } from '../support/mail.ts'
import { attemptSignIn, type Session, signUp } from '../support/users.ts'

const { webOrigin } = inject('target')
const subject = 'Set a new password'
const another = 'another long enough password'

const ask = (email: string) => call('/api/auth/password-reset', { method: 'POST', json: { email } })

const complete = (token: string, password = another) =>
  call('/api/auth/password-reset/completion', { method: 'POST', json: { token, newPassword: password } })

describe('[P3] [P4] a reset of the password', () => {
  test('is done with a mailed link, which works once; the old password and every session end', async () => {
    const { email, accessToken, refreshToken } = await signUp()
    expect((await ask(email.toUpperCase())).status).toBe(202)
    const mail = await readMail(email, subject)
    expect(mail.Text).toContain(`${webOrigin}/reset-password#token=`)
    expect(mail.HTML).toContain(`${webOrigin}/reset-password#token=`)
    expect((await complete(tokenOf(mail))).status).toBe(204)

    expectProblem(await call('/api/auth/me', { token: accessToken }), 'invalid-token')
    expectProblem(await call('/api/auth/refresh', { method: 'POST', json: { refreshToken } }), 'invalid-token')
    expectProblem(await attemptSignIn(email), 'invalid-credentials')
    expect((await attemptSignIn(email, another)).json<Session>().user.email).toBe(email)
    expectProblem(await complete(tokenOf(mail)), 'link-expired')
  })

  test('answers the same for an address without an account, which gets no mail', async () => {
    const { email } = await signUp()
    const unknown = `nobody-${randomUUID()}@acme.test`
    const [forUnknown, forKnown] = [await ask(unknown), await ask(email)]
    expect([forUnknown.status, forUnknown.text]).toEqual([202, ''])
    expect([forKnown.status, forKnown.text]).toEqual([202, ''])
    await readMail(email, subject)
    // Jobs are done in the order of their requests.
    expect(await listMails(unknown)).toEqual([])
  })

  test('ends the other links of the account, so that an older mail is useless', async () => {
    const { email } = await signUp()
    await ask(email)
    const first = tokenOf(await readMail(email, subject))
    await ask(email)
    // The mail of the sign-up, and two of this.
    await expect.poll(async () => (await listMails(email)).length).toBe(3)
    const second = tokenOf(await readMail(email, subject))
    expect(second).not.toBe(first)
    expect((await complete(second)).status).toBe(204)
    expectProblem(await complete(first, 'a third long password'), 'link-expired')
  })

  test('of two requests with one token, one sets the password', async () => {
    const { email } = await signUp()
    await ask(email)
    const token = tokenOf(await readMail(email, subject))
    const answers = await Promise.all([complete(token), complete(token, 'yet another long password')])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 410])
  })

  test('[S96] is mailed three times an hour to one address, and the answer stays the same', async () => {
    const { email } = await signUp()
    const { email: control } = await signUp()
    for (let time = 0; time < 5; time++) expect((await ask(email)).status).toBe(202)
    await ask(control)
    await readMail(control, subject)
    const mailed = async () => (await listMails(email)).filter(mail => mail.Subject === subject).length
    await expect.poll(mailed).toBe(3)
  })

  test('requires a token that was mailed', async () => {
    expectProblem(await complete('l'.repeat(43)), 'link-expired')
    expectProblem(await complete('too short'), 'validation-failed')
  })
})
