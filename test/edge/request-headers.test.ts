import { describe, expect, it } from 'vitest'
import { expectFault, expectNotAudited, expectNothingOf, expectProblem, inspectionOf } from './edge-expectations.ts'
import { apiKey, id, knownDevice, order, refreshToken, script, token } from './edge-samples.ts'
import { type Echo, missingEdge, type Sent, send, useEdge } from './test-client.ts'

const skipped = missingEdge()
const challenges: Record<string, string> = {
  unauthenticated: 'Bearer realm="palisade"',
  'invalid-token': 'Bearer realm="palisade", error="invalid_token"',
}

describe.skipIf(skipped)(`the header of a request${skipped ? ` (${skipped})` : ''}`, () => {
  const running = useEdge()

  const ask = (path: string, headers: Sent['headers'] = {}, sent: Sent = {}) =>
    send(running.edge, path, { ...sent, headers: { 'user-agent': 'node', ...headers } })
  const seenHeaders = async (path: string, headers: Sent['headers'], sent?: Sent) => {
    const answer = await ask(path, headers, sent)
    expect(answer.status).toBe(200)
    return (answer.json() as Echo).headers
  }
  const refuses = async (path: string, headers: Sent['headers'], status: number, code: string, sent?: Sent) => {
    const answer = await expectNothingOf(running, () => ask(path, headers, sent))
    expectProblem(answer, status, code)
    await expectNotAudited(running.edge, answer)
    return answer
  }

  it.each([`Bearer ${token}`, `bearer ${token}`, `Bearer ${apiKey}`])('%s is forwarded', async authorization => {
    for (const sent of [{}, { json: order() }]) {
      expect(await seenHeaders('/api/orders', { authorization }, sent)).toMatchObject({ authorization })
    }
  })

  it.each([
    ['Basic YTpi', 'unauthenticated'],
    ['Bearer', 'unauthenticated'],
    [`' or 1=1 union select password from users--`, 'unauthenticated'],
    [token, 'unauthenticated'],
    ['Bearer x', 'invalid-token'],
    ['Bearer a.b', 'invalid-token'],
    ['Bearer a.b.c.d', 'invalid-token'],
    ['Bearer a..c', 'invalid-token'],
    ['Bearer a.b.c=', 'invalid-token'],
    ['Bearer a/../b', 'invalid-token'],
    [`Bearer  ${token}`, 'invalid-token'],
    [`Bearer ${token}, Bearer ${token}`, 'invalid-token'],
    [`Bearer ${token} ${script}`, 'invalid-token'],
    [`bearer ${script}`, 'invalid-token'],
    [`Bearer pk_${'a'.repeat(37)}`, 'invalid-token'],
    [`Bearer ${apiKey}x`, 'invalid-token'],
  ])('[S59] Authorization: %s is refused everywhere', async (authorization, code) => {
    for (const path of ['/api/orders', '/livez', '/api/orders/search?q=lamp']) {
      const answer = await refuses(path, { authorization }, 401, code)
      expect(answer.headers['www-authenticate']).toBe(challenges[code])
    }
  })

  it.each(['https://a.example', 'http://localhost:5173'])('Origin: %s is forwarded', async origin => {
    expect(await seenHeaders('/api/orders', { origin })).toMatchObject({ origin })
  })

  it.each([
    'null',
    'capacitor://localhost',
    'https://a.example/x',
    'https://A.example',
    'https://a.example https://b.example',
    "https://a' or 1=1",
    'https://a.example:123456',
    'a.example',
    script,
    `https://a.example${script}`,
  ])('[S32] [S59] Origin: %s is refused everywhere', async origin => {
    for (const path of ['/api/orders', '/livez']) await refuses(path, { origin }, 403, 'origin-not-allowed')
  })

  it('Sec-Fetch-Site and Sec-Fetch-Mode are forwarded only with the values of browsers', async () => {
    const metadata = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }
    expect(await seenHeaders('/api/orders', metadata)).toMatchObject(metadata)
    for (const value of ['same-origin x', 'elsewhere', script]) {
      const seen = await seenHeaders('/api/orders', { 'sec-fetch-site': value, 'sec-fetch-mode': value })
      expect(Object.keys(seen).filter(name => name.startsWith('sec-fetch'))).toEqual([])
    }
  })

  it.each(['application/json;x=y', 'text/html', script, "' or 1=1"])(
    'Content-Type: %s is not forwarded, with or without a body',
    async type => {
      const read = await ask('/api/orders', { 'content-type': type })
      if (read.status === 200) expect((read.json() as Echo).headers).not.toHaveProperty('content-type')
      else expectProblem(read, 415, 'unsupported-media-type')
      await refuses('/api/orders', { 'content-type': type }, 415, 'unsupported-media-type', { body: '{}' })
    },
  )

  it('the API receives only the cookies that its endpoint reads', async () => {
    const cookie = `other="${script}"; __Host-refresh_token=${refreshToken}; __Host-known_device=${knownDevice}`
    const headers = (path: string, json?: object) => seenHeaders(path, { cookie }, { json })
    expect((await headers('/api/auth/refresh', {})).cookie).toBe(`__Host-refresh_token=${refreshToken}`)
    expect((await headers('/api/auth/sign-in', {})).cookie).toBe(
      `__Host-refresh_token=${refreshToken}; __Host-known_device=${knownDevice}`,
    )
    expect(await headers('/api/orders', order())).not.toHaveProperty('cookie')
    expect(await headers('/api/orders')).not.toHaveProperty('cookie')
  })

  it.each([
    ['/api/auth/refresh', '__Host-refresh_token=x'],
    ['/api/auth/refresh', `__Host-refresh_token=${refreshToken}x`],
    ['/api/auth/refresh', `__Host-refresh_token="${refreshToken}"`],
    ['/api/auth/refresh', '__Host-refresh_token=1 union select password from users--'],
    ['/api/auth/refresh', `__Host-refresh_token=__Host-refresh_token=${script}`],
    ['/api/auth/sign-in', '__Host-known_device=x'],
    ['/api/auth/sign-in', `__Host-known_device=${knownDevice}.${script}`],
  ])('[S59] %s is forwarded without the cookie %s, which may belong to other software', async (path, cookie) => {
    for (const sent of [path, '/api/orders']) {
      expect(await seenHeaders(sent, { cookie }, { json: {} })).not.toHaveProperty('cookie')
    }
  })

  it('a token is found among many cookies of other software, also among cookies of the same name', async () => {
    const own = `__Host-refresh_token=${refreshToken}`
    const analytics = '{"$initial_referrer": "$direct"}'
    const many = Array.from({ length: 7 }, (_, index) => `_ga${index}=${'A'.repeat(4_000)}`).join('; ')
    for (const cookie of [
      `${many}; ${own}`,
      `mp=${analytics}; __Host-refresh_token=${script}; ${own}; x=y`,
      `${own};a=b`,
    ]) {
      expect((await seenHeaders('/api/auth/refresh', { cookie }, { json: {} })).cookie).toBe(own)
    }
  })

  it('two cookies of one name with tokens are both dropped, because the owner is unclear', async () => {
    const other = `__Host-refresh_token=${'B'.repeat(43)}`
    const own = `__Host-refresh_token=${refreshToken}`
    for (const cookie of [`${other}; ${own}`, `${own};${other}`, `${own}; x=y;  ${own}`]) {
      expect(await seenHeaders('/api/auth/refresh', { cookie }, { json: {} })).not.toHaveProperty('cookie')
    }
  })

  it('a cookie without the prefix, which a sibling subdomain could have set, is dropped', async () => {
    const [theirs, own] = [`refresh_token=${'B'.repeat(43)}`, `__Host-refresh_token=${refreshToken}`]
    expect(await seenHeaders('/api/auth/refresh', { cookie: theirs }, { json: {} })).not.toHaveProperty('cookie')
    const cookie = `${theirs}; ${own}`
    expect((await seenHeaders('/api/auth/refresh', { cookie }, { json: {} })).cookie).toBe(own)
  })

  it('of two cookies of one name, the API receives the well-formed one', async () => {
    const cookie = `__Host-refresh_token=${refreshToken}; __Host-refresh_token=1 union select password from users--`
    const { cookie: got } = await seenHeaders('/api/auth/refresh', { cookie }, { json: {} })
    expect(got).toBe(`__Host-refresh_token=${refreshToken}`)
  })

  it('a User-Agent is forwarded only in printable ASCII of up to 512 characters', async () => {
    const longest = `client ${'x'.repeat(505)}`
    expect((await seenHeaders('/livez', { 'user-agent': longest }))['user-agent']).toBe(longest)
    for (const agent of [`${longest}x`, `nöde ${script}`, `\x80${script}`, '\t', '']) {
      const answer = await ask('/livez', { 'user-agent': agent })
      expect([answer.status, await inspectionOf(running.edge, answer)]).toEqual([200, 'unneeded'])
      expect((answer.json() as Echo).headers).not.toHaveProperty('user-agent')
    }
  })

  it('[S59] undeclared fields may have any value, because they are not forwarded', async () => {
    const attack = "' or 1=1; <script>"
    const undeclared = ['accept', 'accept-language', 'x-forwarded-for', 'referer', 'x-a', 'via', 'range']
    const headers = Object.fromEntries([...undeclared, 'if-match', 'idempotency-key'].map(name => [name, attack]))
    for (const sent of [{}, { json: order() }]) {
      const idempotencyKey = sent.json ? { 'idempotency-key': 'abcdefgh' } : {}
      const got = await seenHeaders('/api/orders', { ...headers, ...idempotencyKey }, sent)
      expect(JSON.stringify(got)).not.toContain('or 1=1')
      expect(Object.keys(got)).not.toEqual(expect.arrayContaining(['accept']))
    }
  })

  it.each([
    [
      'if-match',
      `/api/orders/${id}`,
      'PATCH',
      ['1', '"<x>"', 'w/"1"', '"1",', '**', '"1" or 1=1', Array(17).fill('"1"').join(', ')],
    ],
    [
      'idempotency-key',
      '/api/orders',
      'POST',
      ['short', 'a b c d e', 'x'.repeat(65), script, '', '"abcdefgh', '"abcdefgh";a=1'],
    ],
  ])('[S59] a malformed %s is refused', async (name, path, method, values) => {
    for (const value of values) {
      const sent = { method, json: {} }
      const answer = await expectNothingOf(running, () => ask(path, { [name]: value }, sent))
      expectFault(answer, `/${name}`, 'is not in the required format', 'headers')
      await expectNotAudited(running.edge, answer)
    }
  })
})
