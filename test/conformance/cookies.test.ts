import { cookieName } from '@palisade/contracts'
import { describe, expect, inject, test } from 'vitest'
import { expectProblem } from '../support/expectations.ts'
import { call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { type Session, signIn, tokenOf } from '../support/users.ts'

const { password, baseUrl } = inject('target')
const isHttps = baseUrl.startsWith('https:')
const name = cookieName('refresh_token', { isHttps })

/** What other software leaves on a parent domain, and browsers send with every request. */
const foreign = {
  'JSON of an analytics service': 'mp_1_mixpanel={"distinct_id": "1", "$initial_referrer": "$direct", "__mps": {}}',
  'long base64': `_session=${Buffer.from('{"user":1,"roles":["a"]}'.repeat(120)).toString('base64')}`,
  'an attack': `x=' or 1=1 union select password from users--; y=<script>alert(1)</script>`,
  'much of it': Array.from({ length: 7 }, (_, index) => `_ga_${index}=${'A'.repeat(4_000)}`).join('; '),
  'names of ours': `${name}=of-something-else; known_device={}`,
  'no pairs at all': ';;= ;=x; "',
}

describe('cookies of other software change nothing:', () => {
  test.each(Object.entries(foreign))('%s', async (_, cookie) => {
    const token = await tokenOf('member')
    const post = (path: string, json: object) => call(path, { method: 'POST', token, json, headers: { cookie } })
    expect((await call('/livez', { headers: { cookie } })).status).toBe(200)
    expect((await call('/api/orders/search?q=lamp', { token, headers: { cookie } })).status).toBe(200)
    expect((await post('/api/orders', { ...draft, note: "O'Brien & Sons (2nd floor)" })).status).toBe(201)
    const signedIn = await post('/api/auth/sign-in', { email: 'partner@globex.test', password, refreshTokenIn: 'body' })
    expect(signedIn.status).toBe(200)
    expectProblem(await post('/api/auth/refresh', {}), 'unauthenticated')
  })

  test('the session cookie is found among them', async () => {
    const own = (await signIn('partner@globex.test', 'cookie')).headers['set-cookie'] ?? []
    const pair = own.find(cookie => cookie.startsWith(`${name}=`))?.split(';')[0]
    const cookie = [...Object.values(foreign), pair, 'last=1'].join('; ')
    const answer = await call('/api/auth/refresh', { method: 'POST', json: {}, headers: { cookie } })
    expect(answer.status).toBe(200)
  })

  describe('a planted token of another session beside it', () => {
    const refresh = (cookie: string) => call('/api/auth/refresh', { method: 'POST', json: {}, headers: { cookie } })
    const pairOf = async (email: string) =>
      (await signIn(email, 'cookie')).headers['set-cookie']?.[0]?.split(';')[0] ?? ''

    test('is refused under the same name, whichever comes first, and neither session changes', async () => {
      const [other, own] = [await pairOf('partner@globex.test'), await pairOf('partner@acme.test')]
      for (const cookie of [`${other}; ${own}`, `${own}; ${other}`]) {
        expectProblem(await refresh(cookie), 'unauthenticated')
      }
      expect((await refresh(own)).json<Session>().user.email).toBe('partner@acme.test')
      expect((await refresh(other)).json<Session>().user.email).toBe('partner@globex.test')
    })

    test.runIf(isHttps)('changes nothing without the prefix __Host-, as a sibling subdomain can set it', async () => {
      const [other, own] = [await pairOf('partner@globex.test'), await pairOf('partner@acme.test')]
      const unprefixed = other.replace('__Host-', '')
      expectProblem(await refresh(unprefixed), 'unauthenticated')
      expect((await refresh(`${unprefixed}; ${own}`)).json<Session>().user.email).toBe('partner@acme.test')
    })
  })

  test('a header longer than browsers send is refused', async () => {
    const cookie = `x=${'A'.repeat(66_000)}`
    expect((await call('/livez', { headers: { cookie } })).status).toBe(431)
  })
})
