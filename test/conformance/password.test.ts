import { expect, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call, post } from '../support/http.ts'
import { attemptSignIn, enrol, newPassword as password, type Session, signUp } from '../support/users.ts'

const changed = 'another long password'

const change = (token: string, current = password, newPassword = changed) =>
  post('/api/auth/password', { password: current, newPassword }, token)

test('[S26] [S98] a change of password ends every other session, keeps this one, and the old password is wrong', async () => {
  const { email, accessToken, refreshToken } = await signUp()
  const other = (await attemptSignIn(email)).json<Session>()
  const answer = await change(accessToken)
  expect(answer.status).toBe(200)
  expect((await call('/api/auth/me', { token: answer.json<Session>().accessToken })).status).toBe(200)
  expectProblem(await call('/api/auth/me', { token: other.accessToken }), 'invalid-token')
  expectProblem(await post('/api/auth/refresh', { refreshToken: other.refreshToken }), 'invalid-token')
  expect((await post('/api/auth/refresh', { refreshToken })).status).toBe(200)
  expectProblem(await attemptSignIn(email), 'invalid-credentials')
  expect((await attemptSignIn(email, changed)).status).toBe(200)
})

test('[S49] a change of password requires the current one, and a new one of the allowed length', async () => {
  const { accessToken } = await signUp()
  expectProblem(await change(accessToken, 'a guess'), 'invalid-credentials')
  expectProblem(await change(accessToken, password, 'e\u0301'.repeat(6)), 'validation-failed')
})

test('[S95] a change of password requires a recent second factor, if the user has one', async () => {
  const { email, accessToken } = await signUp()
  const other = (await attemptSignIn(email)).json<Session>()
  await enrol(accessToken, password)
  expectProblem(await change(other.accessToken), 'stronger-sign-in-required')
})

test('[S26] no sign-in with the old password, sent together with a change of password, keeps a session', async () => {
  const { email, accessToken } = await signUp()
  const signIns = Array.from({ length: 3 }, () => attemptSignIn(email))
  const [answer, ...begun] = await Promise.all([change(accessToken), ...signIns])
  expect(answer.status).toBe(200)
  for (const attempt of begun) {
    // Judged after the change, the old password is wrong. Before it, it opens a session, which the change ends.
    if (attempt.status !== 200) {
      expectProblem(attempt, 'invalid-credentials')
      continue
    }
    const { accessToken: token, refreshToken } = attempt.json<Session>()
    expectProblem(await call('/api/auth/me', { token }), 'invalid-token')
    expectProblem(await post('/api/auth/refresh', { refreshToken }), 'invalid-token')
  }
  expect((await attemptSignIn(email, changed)).status).toBe(200)
})

test('[S95] a challenge from a sign-in with the old password is refused after the change', async () => {
  const { email, accessToken } = await signUp()
  const { confirmed } = await enrol(accessToken, password)
  const { session, recoveryCodes } = confirmed
  const { challenge } = (await attemptSignIn(email)).json()
  expect((await change(session.accessToken)).status).toBe(200)
  const answer = (challenge: string | undefined) =>
    post('/api/auth/second-factor', { challenge, code: recoveryCodes[0], refreshTokenIn: 'body' })
  expectProblem(await answer(challenge), 'invalid-token')
  // The code was not used up, and opens a session with the new password.
  expect((await answer((await attemptSignIn(email, changed)).json().challenge)).status).toBe(200)
})
