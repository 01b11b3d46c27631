import { randomUUID } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call, post } from '../support/http.ts'
import { listMails, lookUpLink, readMail, tokenOf } from '../support/mail.ts'
import { attemptSignIn, enrol, newPassword, type Session, signUp } from '../support/users.ts'

const { mailboxUrl, webOrigin } = inject('target')
const subjects = {
  confirm: 'Confirm your new email',
  undo: 'Your email was changed',
  inUse: 'This address already has an account',
} as const
const another = 'another long enough password'

const newAddress = () => `new-${randomUUID()}@acme.test`

const ask = (token: string, newEmail: string, password = newPassword) =>
  post('/api/auth/email', { newEmail, password }, token)

const complete = (accessToken: string, token: string) => post('/api/auth/email/completion', { token }, accessToken)

const undo = (token: string, password = another) => post('/api/auth/email/undo', { token, newPassword: password })

const me = async (token: string) => (await call('/api/auth/me', { token })).json<Session['user']>()

/** Asks for a change, and reads the token from the mail to the new address. */
async function mailChange(accessToken: string, newEmail: string): Promise<string> {
  const asked = await ask(accessToken, newEmail)
  if (asked.status !== 202) throw new Error(`asking for a change answered ${asked.status}: ${asked.text}`)
  return tokenOf(await readMail(newEmail, subjects.confirm))
}

/** Signs up, and changes the email of the new account. */
async function changeOfEmail() {
  const user = await signUp()
  const other = (await attemptSignIn(user.email)).json<Session>()
  const newEmail = newAddress()
  const token = await mailChange(user.accessToken, newEmail)
  const changed = await complete(user.accessToken, token)
  expect(changed.status, changed.text).toBe(200)
  return { user, other, newEmail, token, changed: changed.json<Session>() }
}

describe.skipIf(!mailboxUrl)(
  `[P3] [P4] a change of the email${mailboxUrl ? '' : ', where no mail can be read'}`,
  () => {
    test('changes nothing before the mailed link is used, and then ends every other session', async () => {
      const user = await signUp()
      const other = (await attemptSignIn(user.email)).json<Session>()
      const newEmail = newAddress()
      expect((await ask(user.accessToken, newEmail.toUpperCase())).status).toBe(202)
      const mail = await readMail(newEmail, subjects.confirm)
      for (const part of [mail.Text, mail.HTML]) expect(part).toContain(`${webOrigin}/confirm-email#token=`)
      expect((await me(user.accessToken)).email).toBe(user.email)
      expectProblem(await attemptSignIn(newEmail), 'invalid-credentials')
      expect((await lookUpLink('email-change', tokenOf(mail))).json()).toEqual({ email: newEmail })

      const changed = await complete(user.accessToken, tokenOf(mail))
      expect(changed.status, changed.text).toBe(200)
      const session = changed.json<Session>()
      expect(session.user).toMatchObject({ ...user.user, email: newEmail })
      expect((await me(session.accessToken)).email).toBe(newEmail)
      expect((await post('/api/auth/refresh', { refreshToken: user.refreshToken })).status).toBe(200)
      expectProblem(await call('/api/auth/me', { token: other.accessToken }), 'invalid-token')
      expectProblem(await post('/api/auth/refresh', { refreshToken: other.refreshToken }), 'invalid-token')
      expectProblem(await attemptSignIn(user.email), 'invalid-credentials')
      expect((await attemptSignIn(newEmail)).status).toBe(200)
      expectProblem(await complete(session.accessToken, tokenOf(mail)), 'link-expired')
    })

    test('is told to the earlier address, whose link undoes it with a new password and ends every session', async () => {
      const { user, newEmail, changed } = await changeOfEmail()
      const mail = await readMail(user.email, subjects.undo)
      for (const part of [mail.Text, mail.HTML]) {
        expect(part).toContain(`${webOrigin}/restore-email#token=`)
        expect(part).not.toContain(newEmail)
      }
      // Somebody who took the account over cannot end the link by changing the password.
      const kept = await post(
        '/api/auth/password',
        { password: newPassword, newPassword: another },
        changed.accessToken,
      )
      expect(kept.status).toBe(200)
      expect((await lookUpLink('email-undo', tokenOf(mail))).json()).toEqual({ email: user.email })
      expect((await undo(tokenOf(mail), 'a third long password')).status).toBe(204)
      expectProblem(await call('/api/auth/me', { token: kept.json<Session>().accessToken }), 'invalid-token')
      expectProblem(await attemptSignIn(newEmail, another), 'invalid-credentials')
      expect((await attemptSignIn(user.email, 'a third long password')).json<Session>().user.email).toBe(user.email)
      expectProblem(await undo(tokenOf(mail)), 'link-expired')
    })

    test('[S97] answers the same for an address that has an account, which gets a mail without a token', async () => {
      const [user, taken] = [await signUp(), await signUp()]
      const unknown = newAddress()
      const [forTaken, forUnknown] = [await ask(user.accessToken, taken.email), await ask(user.accessToken, unknown)]
      expect([forTaken.status, forTaken.text]).toEqual([202, ''])
      expect([forUnknown.status, forUnknown.text]).toEqual([202, ''])
      expect(Object.keys(forTaken.headers).sort()).toEqual(Object.keys(forUnknown.headers).sort())
      const mail = await readMail(taken.email, subjects.inUse)
      for (const part of [mail.Text, mail.HTML]) expect(part).not.toContain('token=')
      await readMail(unknown, subjects.confirm)
      expect((await attemptSignIn(taken.email)).json<Session>().user.id).toBe(taken.user.id)
    })

    test('needs a session, the password, and a recent second factor where there is one', async () => {
      const user = await signUp()
      const body = { newEmail: newAddress(), password: newPassword }
      expectProblem(await post('/api/auth/email', body), 'unauthenticated')
      expectProblem(await ask(user.accessToken, newAddress(), 'a guess'), 'invalid-credentials')
      expectProblem(await ask(user.accessToken, 'no address'), 'validation-failed')
      const { confirmed } = await enrol(user.accessToken, newPassword)
      const weak = await post('/api/auth/sign-in', { email: user.email, password: newPassword })
      expectProblem(weak, 'second-factor-required')
      expectProblem(await ask(user.accessToken, newAddress()), 'stronger-sign-in-required')
      expect((await ask(confirmed.session.accessToken, newAddress())).status).toBe(202)
    })

    test('is completed in a session of the user who asked for it alone: the link of another one does nothing', async () => {
      const [eve, bob] = [await signUp(), await signUp()]
      const token = await mailChange(eve.accessToken, newAddress())
      expectProblem(await complete(bob.accessToken, token), 'wrong-account')
      expectProblem(await post('/api/auth/email/completion', { token }), 'unauthenticated')
      expect((await me(bob.accessToken)).email).toBe(bob.email)
      expect((await complete(eve.accessToken, token)).status).toBe(200)
    })

    test('of two requests with one token, one changes it', async () => {
      const user = await signUp()
      const token = await mailChange(user.accessToken, newAddress())
      const answers = await Promise.all([complete(user.accessToken, token), complete(user.accessToken, token)])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    })

    test('[S26] ends the links that were mailed before: to the earlier address, and to others', async () => {
      const user = await signUp()
      await post('/api/auth/password-reset', { email: user.email })
      const reset = tokenOf(await readMail(user.email, 'Set a new password'))
      const first = await mailChange(user.accessToken, newAddress())
      const second = await mailChange(user.accessToken, newAddress())
      const changed = (await complete(user.accessToken, second)).json<Session>()
      expectProblem(await lookUpLink('password-reset', reset), 'link-expired')
      expectProblem(await complete(changed.accessToken, first), 'link-expired')
    })

    test('[S26] that was asked for ends with a change of the password', async () => {
      const user = await signUp()
      const token = await mailChange(user.accessToken, newAddress())
      const json = { password: newPassword, newPassword: another }
      const changed = (await post('/api/auth/password', json, user.accessToken)).json<Session>()
      expectProblem(await complete(changed.accessToken, token), 'link-expired')
    })

    test('to an address that has got an account meanwhile does nothing', async () => {
      const user = await signUp()
      const newEmail = newAddress()
      const token = await mailChange(user.accessToken, newEmail)
      await signUp({ email: newEmail })
      expectProblem(await complete(user.accessToken, token), 'link-expired')
      expect((await me(user.accessToken)).email).toBe(user.email)
    })

    test('[S96] is mailed three times an hour to one address, and the answer stays the same', async () => {
      const user = await signUp()
      const [newEmail, control] = [newAddress(), newAddress()]
      for (let time = 0; time < 5; time++) expect((await ask(user.accessToken, newEmail)).status).toBe(202)
      await mailChange(user.accessToken, control)
      await expect.poll(async () => (await listMails(newEmail)).length).toBe(3)
    })

    test('needs a token that was mailed for it', async () => {
      const { user, token, changed } = await changeOfEmail()
      expectProblem(await complete(changed.accessToken, 'l'.repeat(43)), 'link-expired')
      expectProblem(await undo('l'.repeat(43)), 'link-expired')
      expectProblem(await undo(token), 'link-expired')
      const mailed = tokenOf(await readMail(user.email, subjects.undo))
      expectProblem(await undo(mailed, 'too short'), 'validation-failed')
      expectProblem(await complete(changed.accessToken, mailed), 'link-expired')
      expectProblem(await lookUpLink('password-reset', mailed), 'link-expired')
    })
  },
)
