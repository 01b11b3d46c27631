import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { type CookieName, cookieName, scopesOf } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem, expectSecurityHeaders } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { newSlug, type Session, signIn, signUp, tokenOf } from '../support/users.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const decode = (token: string, part: 0 | 1) =>
  JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString())

/** Safari drops `Secure` cookies on http://localhost. */
const isHttps = inject('target').baseUrl.startsWith('https:')
const secure = isHttps ? ['Secure'] : []
const nameOf = (cookie: CookieName) => cookieName(cookie, { isHttps })

const whoAmI = (token: string) => call('/api/auth/me', { token })

describe('an access token', () => {
  test('[S10] [S17] [B8] is an at+jwt that carries subject, tenant, role and scopes, and lives ten minutes', async () => {
    const token = await tokenOf('member')
    expect(decode(token, 0)).toEqual({ alg: 'Ed25519', typ: 'at+jwt', kid: expect.any(String) })
    const claims = decode(token, 1)
    expect(claims).toMatchObject({
      iss: expect.stringMatching(/^https?:/),
      aud: 'palisade-api',
      sub: expect.any(String),
      tenant_id: expect.any(String),
      role: 'member',
      scope: scopesOf('member').join(' '),
      jti: expect.any(String),
    })
    expect(claims.exp - claims.iat).toBe(600)
  })

  test('[S28] is signed by a key that the published set names', async () => {
    const { kid } = decode(await tokenOf('member'), 0)
    const answer = await call('/.well-known/jwks.json')
    const { keys } = answer.json<{ keys: Record<string, unknown>[] }>()
    expect(keys).toContainEqual(expect.objectContaining({ kid, kty: 'OKP', crv: 'Ed25519', use: 'sig' }))
    expect(JSON.stringify(keys)).not.toContain('"d"')
  })

  test('[S9] is sent as a bearer token, and nowhere else', async () => {
    const token = await tokenOf('member')
    expect((await whoAmI(token)).status).toBe(200)
    expectProblem(await call(`/api/auth/me?access_token=${token.slice(0, 40)}`), 'validation-failed')
    const basic = await call('/api/auth/me', { headers: { authorization: `Basic ${token}` } })
    expectProblem(basic, 'unauthenticated')
    expect(basic.headers['www-authenticate']).toBe('Bearer realm="palisade"')
  })

  test('[S98] is refused in every forged form', async () => {
    const token = await tokenOf('member')
    const [header = '', payload = '', signature = ''] = token.split('.')
    const claims = { ...decode(token, 1), role: 'owner', scope: 'orders:read orders:write orders:fulfil' }
    const stranger = generateKeyPairSync('ed25519').privateKey
    const signed = `${header}.${encode(claims)}`
    const hmacHeader = encode({ ...decode(token, 0), alg: 'HS256' })
    const forged = {
      'no algorithm': `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(claims)}.`,
      'other claims': `${header}.${encode(claims)}.${signature}`,
      'a stranger’s key': `${signed}.${sign(null, Buffer.from(signed), stranger).toString('base64url')}`,
      'a shared secret': `${hmacHeader}.${payload}.${createHmac('sha256', 'x').update(`${hmacHeader}.${payload}`).digest('base64url')}`,
      'another type': `${encode({ ...decode(token, 0), typ: 'JWT' })}.${payload}.${signature}`,
      'an unknown key': `${encode({ ...decode(token, 0), kid: '../../etc/passwd' })}.${payload}.${signature}`,
      'no token at all': 'x.y.z',
    }
    for (const [how, forgery] of Object.entries(forged)) {
      const answer = await whoAmI(forgery)
      expectProblem(answer, 'invalid-token')
      expect(answer.headers['www-authenticate'], how).toBe('Bearer realm="palisade", error="invalid_token"')
      expect(answer.json().detail, how).toBeUndefined()
    }
  })
})

describe('a refresh token', () => {
  const refresh = (refreshToken: string) => call('/api/auth/refresh', { method: 'POST', json: { refreshToken } })

  test('[S18] [S100] stays in a cookie that no script and no other site can use', async () => {
    const answer = await signIn('member@acme.test', 'cookie')
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    const [pair = '', ...attributes] = cookie.split('; ')
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Strict', ...secure].sort())
    expect(pair).toMatch(new RegExp(`^${nameOf('refresh_token')}=[\\w-]{43}$`))
    expect(answer.json<Session>().refreshToken).toBeUndefined()

    const rotated = await call('/api/auth/refresh', { method: 'POST', headers: { cookie: pair } })
    expect(rotated.status).toBe(200)
    expect(rotated.headers['set-cookie']?.[0]).not.toContain(pair)
    expect(rotated.json<Session>().user.email).toBe('member@acme.test')
  })

  test('[S49] comes with a token that identifies the device at the next sign-in, in a cookie or in the body', async () => {
    const answer = await signIn('member@acme.test', 'cookie')
    const [, cookie = ''] = answer.headers['set-cookie'] ?? []
    const [pair, ...attributes] = cookie.split('; ')
    expect(pair).toMatch(new RegExp(`^${nameOf('known_device')}=[\\w-]{22}\\.\\d{10}\\.[\\w-]{43}$`))
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=15552000', 'Path=/', 'SameSite=Strict', ...secure].sort())
    expect(answer.json<Session>().deviceToken).toBeUndefined()
    const native = (await signIn('member@acme.test')).json<Session>()
    expect(native.deviceToken).toMatch(/^[\w-]{22}\.\d{10}\.[\w-]{43}$/)
  })

  test('[S67] is exchanged for another at each use', async () => {
    const { refreshToken: first = '' } = (await signIn('member@acme.test')).json<Session>()
    const { refreshToken: second = '', accessToken } = (await refresh(first)).json<Session>()
    expect(second).toMatch(/^[\w-]{43}$/)
    expect(second).not.toBe(first)
    expect((await whoAmI(accessToken)).status).toBe(200)
  })

  test('[B6] is returned again to a tab that lost the race', async () => {
    const { refreshToken = '' } = (await signIn('member@acme.test')).json<Session>()
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken), refresh(refreshToken)])
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200])
    const successors = new Set(answers.map(answer => answer.json<Session>().refreshToken))
    expect(successors.size).toBe(1)
  })

  test('[B6] that is used by another kind of client ends its session, with its access tokens', async () => {
    const { refreshToken = '', accessToken } = (await signIn('member@acme.test')).json<Session>()
    const stolen = await call('/api/auth/refresh', {
      method: 'POST',
      headers: { cookie: `${nameOf('refresh_token')}=${refreshToken}` },
    })
    expectProblem(stolen, 'invalid-token')
    expectProblem(await refresh(refreshToken), 'invalid-token')
    expectProblem(await whoAmI(accessToken), 'invalid-token')
  })

  test('is refused when it is unknown or missing', async () => {
    expectProblem(await refresh('A'.repeat(43)), 'invalid-token')
    expectProblem(await call('/api/auth/refresh', { method: 'POST' }), 'unauthenticated')
  })
})

describe('signing out', () => {
  test('[S27] ends the session at once, with its access tokens', async () => {
    const { refreshToken, accessToken } = (await signIn('partner@acme.test')).json<Session>()
    const answer = await call('/api/auth/refresh', { method: 'DELETE', json: { refreshToken } })
    expect(answer.status).toBe(204)
    expectSecurityHeaders(answer)
    expectProblem(await whoAmI(accessToken), 'invalid-token')
    expectProblem(await call('/api/auth/refresh', { method: 'POST', json: { refreshToken } }), 'invalid-token')
  })

  test('[S27] everywhere ends all sessions of this user, and no others', async () => {
    const here = (await signIn('partner@globex.test')).json<Session>()
    const there = (await signIn('partner@globex.test')).json<Session>()
    const answer = await call('/api/auth/sessions', { method: 'DELETE', token: here.accessToken })
    expect(answer.status).toBe(204)
    for (const { accessToken } of [here, there]) expectProblem(await whoAmI(accessToken), 'invalid-token')
    expect((await whoAmI(await tokenOf('member', 'globex'))).status).toBe(200)
    expect((await signIn('partner@globex.test')).status).toBe(200)
  })
})

describe('signing in', () => {
  test('[S97] answers the same for an unknown user and a wrong password', async () => {
    const password = 'not the password'
    const wrongPassword = await call('/api/auth/sign-in', {
      method: 'POST',
      json: { email: 'admin@acme.test', password },
    })
    const wrongUser = await call('/api/auth/sign-in', {
      method: 'POST',
      json: { email: 'nobody@acme.test', password },
    })
    expectProblem(wrongPassword, 'invalid-credentials')
    expectProblem(wrongUser, 'invalid-credentials')
  })

  test('a new tenant gets an owner, who sees no other tenant', async () => {
    const slug = newSlug()
    const { accessToken, user } = await signUp({ slug, email: `Owner@${slug}.test` })
    expect(user).toMatchObject({ email: `owner@${slug}.test`, role: 'owner', tenant: { slug, tier: 'free' } })
    const orders = await call('/api/orders', { token: accessToken })
    expect(orders.json()).toEqual({ items: [], nextCursor: null })
  })
})
