import type { ResponseOf } from '@palisade/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Authenticator } from '../support/clients/authenticator.ts'
import { expectProblem } from '../support/expectations.ts'
import { call, post } from '../support/http.ts'
import { attemptSignIn, enrol, newPassword as password, type Session, signUp } from '../support/users.ts'

let email: string
let token: string
let authenticator: Authenticator
let recoveryCodes: string[]

const signIn = () => attemptSignIn(email)

const finish = (challenge: string | undefined, code: string) =>
  post('/api/auth/second-factor', { challenge, code, refreshTokenIn: 'body' })

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

const listKeys = (token: string) => call('/api/api-keys', { token })

beforeAll(async () => {
  const owner = await signUp()
  const enrolled = await enrol(owner.accessToken, password)
  email = owner.email
  authenticator = enrolled.authenticator
  token = enrolled.confirmed.session.accessToken
  recoveryCodes = enrolled.confirmed.recoveryCodes
})

describe('[S95] enrolling', () => {
  test('requires the password, shows the secret once, and takes effect when a code has confirmed it', async () => {
    const { accessToken } = await signUp()
    const read = async () => (await call('/api/auth/second-factor', { token: accessToken })).json()
    expect(await read()).toEqual({ enabled: false, recoveryCodesLeft: 0 })
    const stolen = await post('/api/auth/second-factor/enrolment', { password: 'a guess' }, accessToken)
    expectProblem(stolen, 'invalid-credentials')
    expectProblem(
      await post('/api/auth/second-factor/confirmation', { code: '123456' }, accessToken),
      'no-second-factor',
    )

    const first = await post('/api/auth/second-factor/enrolment', { password }, accessToken)
    expect(first.status).toBe(201)
    expect(first.json<ResponseOf<'second-factor.enrol'>>()).toEqual({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      uri: expect.stringMatching(/^otpauth:\/\/totp\/Palisade/),
    })
    expect(await read()).toEqual({ enabled: false, recoveryCodesLeft: 0 })

    const { confirmed } = await enrol(accessToken, password)
    expect(confirmed.recoveryCodes).toHaveLength(10)
    expect(claimsOf(confirmed.session.accessToken)).toMatchObject({ amr: ['pwd', 'otp'] })
    expect(await read()).toEqual({ enabled: true, recoveryCodesLeft: 10 })
    expectProblem(await post('/api/auth/second-factor/enrolment', { password }, accessToken), 'second-factor-present')
  })
})

describe('[S95] signing in with a second factor', () => {
  test('exchanges the password for a challenge, and the challenge with a code for a session', async () => {
    const asked = await signIn()
    expectProblem(asked, 'second-factor-required')
    const { challenge } = asked.json()
    expectProblem(await call('/api/auth/me', { token: challenge ?? '' }), 'invalid-token')

    const code = await authenticator.nextCode()
    const answer = await finish(challenge, code)
    expect(answer.status).toBe(200)
    const { accessToken, user } = answer.json<Session>()
    expect(user.email).toBe(email)
    expect(claimsOf(accessToken)).toMatchObject({ amr: ['pwd', 'otp'], auth_time: expect.any(Number) })
    expect((await listKeys(accessToken)).status).toBe(200)
    // A challenge opens one session, whatever code comes with it.
    expectProblem(await finish(challenge, code), 'invalid-token')
    expectProblem(await finish(challenge, await authenticator.nextCode()), 'invalid-token')
  })

  test('accepts a recovery code instead, once', async () => {
    const [code = ''] = recoveryCodes
    const answer = await finish((await signIn()).json().challenge, code.toLowerCase())
    expect(answer.status).toBe(200)
    expectProblem(await finish((await signIn()).json().challenge, code), 'invalid-code')
    const left = await call('/api/auth/second-factor', { token: answer.json<Session>().accessToken })
    expect(left.json()).toEqual({ enabled: true, recoveryCodesLeft: 9 })
  })

  test('refuses the recovery code of another user, which still works for that user', async () => {
    const other = await signUp()
    await enrol(other.accessToken, password)
    const code = recoveryCodes[2] ?? ''
    expectProblem(await finish((await attemptSignIn(other.email)).json().challenge, code), 'invalid-code')
    expect((await finish((await attemptSignIn(email)).json().challenge, code)).status).toBe(200)
  })

  test('refuses an invalid challenge', async () => {
    expectProblem(await finish(token, '123456'), 'invalid-token')
    expectProblem(await finish('x.y.z', '123456'), 'invalid-token')
    expectProblem(await finish(undefined, '123456'), 'validation-failed')
  })

  test('keeps the methods of authentication (amr, auth_time) through a refresh', async () => {
    const [, code = ''] = recoveryCodes
    const { refreshToken } = (await finish((await signIn()).json().challenge, code)).json<Session>()
    const renewed = (await post('/api/auth/refresh', { refreshToken })).json<Session>()
    expect(claimsOf(renewed.accessToken).amr).toEqual(['pwd', 'otp'])
  })
})

describe('[S61] [S95] admin scopes', () => {
  test('require a second factor, with the challenge of RFC 9470; orders do not', async () => {
    const { accessToken } = await signUp()
    const answer = await listKeys(accessToken)
    expectProblem(answer, 'stronger-sign-in-required')
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="palisade", error="insufficient_user_authentication", acr_values="mfa", max_age="1800"',
    )
    expect((await call('/api/orders', { token: accessToken })).status).toBe(200)
    expectProblem(await post('/api/auth/step-up', { code: '123456' }, accessToken), 'no-second-factor')
  })

  test('are open to a session that steps up with a code', async () => {
    const owner = await signUp()
    const other = (await post('/api/auth/sign-in', { email: owner.email, password })).json<Session>()
    const { confirmed } = await enrol(owner.accessToken, password)
    expectProblem(await listKeys(other.accessToken), 'stronger-sign-in-required')
    const [code] = confirmed.recoveryCodes
    const stepped = await post('/api/auth/step-up', { code }, other.accessToken)
    expect(stepped.status).toBe(200)
    expect((await listKeys(stepped.json<Session>().accessToken)).status).toBe(200)
  })
})

describe('[S95] a code', () => {
  test('is accepted as apps print it and as people type it, and another format does not count as a failed attempt', async () => {
    const owner = await signUp()
    const { authenticator, confirmed } = await enrol(owner.accessToken, password)
    const token = confirmed.session.accessToken
    const stepUp = (code: string) => post('/api/auth/step-up', { code }, token)
    for (const code of ['12345', '1234567', 'no code at all', '123.456', '1234 5678 9012 345']) {
      expectProblem(await stepUp(code), 'validation-failed')
      expectProblem(await stepUp(code), 'validation-failed')
    }
    const printed = (await authenticator.nextCode()).replace(/^.../, '$& ')
    expect((await stepUp(printed)).status).toBe(200)
    const [one = '', two = '', three = ''] = confirmed.recoveryCodes
    expect((await stepUp(one.toLowerCase())).status).toBe(200)
    expect((await stepUp(two.replaceAll('-', ''))).status).toBe(200)
    expect((await stepUp(three.toLowerCase().replaceAll('-', '\u00a0'))).status).toBe(200)
  })
})

describe('[S49] [S95] guessing codes', () => {
  test('ends after five, for this user at this address', async () => {
    const owner = await signUp()
    await enrol(owner.accessToken, password)
    const { challenge } = (await post('/api/auth/sign-in', { email: owner.email, password })).json()
    const codes: string[] = []
    for (let tried = 0; tried < 6; tried++) {
      const json = { challenge, code: '000000' }
      const answer = await call('/api/auth/second-factor', { method: 'POST', json })
      codes.push(answer.json().code)
      if (answer.status === 429) expect(answer.json()['violated-policies']).toContain('second-factor-account-ip')
    }
    expect(codes).toEqual([...Array(5).fill('invalid-code'), 'quota-exceeded'])
  })
})

test('[S95] disabling it requires a code, closes admin scopes at once, and then the password is enough to sign in', async () => {
  const owner = await signUp()
  const { confirmed } = await enrol(owner.accessToken, password)
  const remove = (token: string) => call('/api/auth/second-factor', { method: 'DELETE', token })
  expectProblem(await remove(owner.accessToken), 'stronger-sign-in-required')
  const renewed = await call('/api/auth/second-factor/recovery-codes', {
    method: 'POST',
    token: confirmed.session.accessToken,
  })
  const fresh = renewed.json<ResponseOf<'second-factor.renew-codes'>>().recoveryCodes
  expect(new Set([...fresh, ...confirmed.recoveryCodes]).size).toBe(20)
  const { challenge } = (await post('/api/auth/sign-in', { email: owner.email, password })).json()
  const elsewhere = (await finish(challenge, fresh[0] ?? '')).json<Session>()
  expect((await listKeys(elsewhere.accessToken)).status).toBe(200)

  expect((await remove(confirmed.session.accessToken)).status).toBe(204)
  const afterwards = await call('/api/auth/second-factor/recovery-codes', {
    method: 'POST',
    token: confirmed.session.accessToken,
  })
  expectProblem(afterwards, 'invalid-token')
  const here = { accessToken: confirmed.session.accessToken, refreshToken: owner.refreshToken }
  for (const { accessToken, refreshToken } of [here, elsewhere]) {
    expectProblem(await listKeys(accessToken), 'invalid-token')
    const renewed = (await post('/api/auth/refresh', { refreshToken })).json<Session>()
    expect(claimsOf(renewed.accessToken).amr).toEqual(['pwd'])
    expect((await call('/api/orders', { token: renewed.accessToken })).status).toBe(200)
    expectProblem(await listKeys(renewed.accessToken), 'stronger-sign-in-required')
  }
  expect((await post('/api/auth/sign-in', { email: owner.email, password })).status).toBe(200)
})
