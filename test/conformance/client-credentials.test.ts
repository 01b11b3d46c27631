import { execFile } from 'node:child_process'
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, verify, type webcrypto } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import {
  apiKeyScopes,
  endpoints,
  mostClientKeys,
  type ProblemCode,
  problems,
  type ResponseOf,
} from '@palisade/contracts'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import {
  createAssertion,
  createTestClient,
  listClientKeys,
  registerKey,
  requestToken,
  type TestClient,
  tokenOfClient,
} from '../support/client-assertions.ts'
import { createServiceAccount, removeServiceAccounts } from '../support/create-service-account.ts'
import { expectProblem, expectSecurityHeaders } from '../support/expectations.ts'
import { type Answer, call } from '../support/http.ts'
import { draft } from '../support/samples.ts'
import { ownerToken } from '../support/teams.ts'
import { strongTokenOf } from '../support/users.ts'

type Token = ResponseOf<'oauth.token'>

let client: TestClient

beforeAll(async () => {
  client = await createTestClient(['orders:read', 'orders:write'])
})
afterAll(removeServiceAccounts)

const decode = (token: string, part: 0 | 1) =>
  JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString())

const listOrders = (token: string) => call('/api/orders?limit=1', { token })

/** What the API itself refuses: an error of RFC 6749, which is a problem of RFC 9457 as well. */
function expectOAuthError(answer: Answer, code: ProblemCode, error: string): void {
  const { status, title } = problems[code]
  expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({ status, type: 'application/json' })
  expect(answer.json<object>()).toMatchObject({ error, code, title, status })
  expect(answer.headers['cache-control']).toBe('no-store')
  expectSecurityHeaders(answer)
}

const expectRefused = async (assertion: string, other: Record<string, string> = {}) =>
  expectOAuthError(await requestToken(assertion, other), 'invalid-client', 'invalid_client')

describe('[P6] client credentials', () => {
  test('[S17] [B8] get an at+jwt of ten minutes and no refresh token', async () => {
    const answer = await requestToken(createAssertion(client))
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    const { access_token: token, expires_in: seconds, ...rest } = answer.json<Token>()
    expect(rest).toEqual({ token_type: 'Bearer', scope: 'orders:read orders:write' })
    expect(seconds).toBeGreaterThan(590)
    expect(seconds).toBeLessThanOrEqual(600)
    expect(decode(token, 0)).toMatchObject({ typ: 'at+jwt' })
    const { account } = client
    const claims = decode(token, 1)
    expect(claims).toMatchObject({ sub: account.id, client_id: account.id, scope: rest.scope, aud: 'palisade-api' })
    expect(claims.exp - claims.iat).toBe(600)
  })

  test('[S22] open what the scopes open, under the name of the account, and nothing of a person', async () => {
    const token = await tokenOfClient(client)
    const { id } = (await call('/api/orders', { method: 'POST', token, json: draft })).json<{ id: string }>()
    const history = (await call(`/api/orders/${id}/history`, { token })).json<ResponseOf<'orders.history'>>()
    expect(history.items[0]?.actor).toEqual({ id: client.account.id, name: client.account.name })
    for (const path of [
      '/api/auth/me',
      '/api/auth/sessions',
      '/api/api-keys',
      '/api/service-accounts',
      '/api/members',
    ]) {
      expectProblem(await call(path, { token }), 'insufficient-scope')
    }
  })

  test('[S22] get fewer scopes when they ask for fewer, and none that the account lacks', async () => {
    const answer = await requestToken(createAssertion(client), { scope: 'orders:read' })
    const { access_token: token, scope } = answer.json<Token>()
    expect(scope).toBe('orders:read')
    expectProblem(await call('/api/orders', { method: 'POST', token, json: draft }), 'insufficient-scope')
    for (const scope of ['orders:fulfil', 'orders:read members:manage', 'admin']) {
      const refused = await requestToken(createAssertion(client), { scope })
      expectOAuthError(refused, 'invalid-scope', 'invalid_scope')
    }
  })

  test('[S41] have the limits of the account', async () => {
    const policy = (await listOrders(await tokenOfClient(client))).headers['ratelimit-policy']
    for (const name of ['read-key', 'service-account', 'tenant', 'quota']) expect(policy).toContain(`"${name}"`)
  })

  test('accept the audience in a list of one, the id of the client in the form, and a typed header', async () => {
    const { account, audience } = client
    const typed = createAssertion(client, {
      header: { typ: 'client-authentication+jwt', alg: 'EdDSA' },
      claims: { aud: [audience] },
    })
    expect((await requestToken(typed, { client_id: account.id })).status).toBe(200)
  })
})

describe('[P6] [S98] an assertion is refused', () => {
  test('the second time', async () => {
    const assertion = createAssertion(client)
    expect((await requestToken(assertion)).status).toBe(200)
    await expectRefused(assertion)
  })

  test('for another audience, among several, or without one', async () => {
    const { audience } = client
    for (const aud of [
      'https://other.example',
      `${audience}/api/oauth/token`,
      [audience, 'https://other.example'],
      undefined,
    ]) {
      await expectRefused(createAssertion(client, { claims: { aud } }))
    }
  })

  test('when it has expired, lives too long, begins later, or does not say', async () => {
    const now = Math.floor(Date.now() / 1_000)
    for (const claims of [
      { exp: now - 60 },
      { exp: now + 3_600 },
      { exp: undefined },
      { nbf: now + 60 },
      { exp: 'soon' },
    ]) {
      await expectRefused(createAssertion(client, { claims }))
    }
  })

  test('without a jti, or when issuer and subject differ', async () => {
    for (const claims of [{ jti: undefined }, { jti: '' }, { iss: randomUUID() }, { sub: randomUUID() }]) {
      await expectRefused(createAssertion(client, { claims }))
    }
    await expectRefused(createAssertion(client), { client_id: randomUUID() })
  })

  test('without a signature, by HMAC with the public key, and for another algorithm than that of the key', async () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const [header = '', payload = ''] = createAssertion(client, { header: { alg: 'HS256' } }).split('.')
    const hmac = createHmac('sha256', JSON.stringify(publicKey.export({ format: 'jwk' })))
    await expectRefused(`${header}.${payload}.${hmac.update(`${header}.${payload}`).digest('base64url')}`)
    for (const alg of ['none', 'RS256', 'ES256']) await expectRefused(createAssertion(client, { header: { alg } }))
    const jwk = publicKey.export({ format: 'jwk' })
    await expectRefused(createAssertion(client, { header: { jwk } }))
  })
})

test('[S98] an access token is no assertion, and an assertion no access token', async () => {
  await expectRefused(await tokenOfClient(client))
  expectProblem(await listOrders(createAssertion(client)), 'invalid-token')
})

describe('[P6] [S23] the private key of', () => {
  test('another tenant’s account opens only that account', async () => {
    const foreign = await createTestClient(['orders:read'], strongTokenOf('owner', 'globex'))
    const { privateKey } = foreign
    await expectRefused(createAssertion(client, { privateKey }))
    await expectRefused(createAssertion(client, { privateKey, header: { kid: foreign.key.kid } }))
    await expectRefused(createAssertion(foreign, { claims: { iss: client.account.id, sub: client.account.id } }))
    expect(decode(await tokenOfClient(foreign), 1).tenant_id).not.toBe(decode(await tokenOfClient(client), 1).tenant_id)
  })

  test('an unknown client, key or account gets the same answer', async () => {
    const unknown = { ...client.account, id: randomUUID() }
    const answers = [
      await requestToken(createAssertion({ ...client, account: unknown })),
      await requestToken(createAssertion({ ...client, account: { ...unknown, id: 'nobody' } })),
      await requestToken(createAssertion(client, { header: { kid: 'unknown' } })),
    ]
    for (const answer of answers) {
      expectOAuthError(answer, 'invalid-client', 'invalid_client')
      const { requestId: _, ...rest } = answer.json()
      expect(Object.keys(rest).sort()).toEqual(['code', 'error', 'status', 'title', 'type'])
    }
  })
})

describe('[P6] [S27] an access token of a service account ends at once', () => {
  test('with its key, while another key of the account works on', async () => {
    const own = await createTestClient()
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const second = (await registerKey(own.account, publicKey.export({ format: 'jwk' }))).json<TestClient['key']>()
    const token = await tokenOfClient(own)
    expect((await listOrders(token)).status).toBe(200)

    const remove = { method: 'DELETE', token: await ownerToken() }
    expect((await call(`/api/client-keys/${own.key.id}`, remove)).status).toBe(204)
    expectProblem(await listOrders(token), 'invalid-token')
    await expectRefused(createAssertion(own))
    expectProblem(await call(`/api/client-keys/${own.key.id}`, remove), 'not-found')

    const answer = await requestToken(
      createAssertion({ ...own, key: second, privateKey }, { header: { alg: 'ES256' } }),
    )
    expect((await listOrders(answer.json<Token>().access_token)).status).toBe(200)
  })

  test('when the account is disabled or loses a scope', async () => {
    const own = await createTestClient()
    const change = async (json: object) =>
      call(`/api/service-accounts/${own.account.id}`, { method: 'PATCH', token: await ownerToken(), json })
    for (const json of [{ scopes: ['orders:write'] }, { disabled: true }]) {
      const token = await tokenOfClient(own)
      expect((await change(json)).status).toBe(200)
      expectProblem(await listOrders(token), 'invalid-token')
    }
    await expectRefused(createAssertion(own))
    await change({ disabled: false })
    expect(decode(await tokenOfClient(own), 1).scope).toBe('orders:write')
  })
})

describe('[P6] the token endpoint', () => {
  test('[S98] names the errors of RFC 6749 for what it does not take', async () => {
    const assertion = createAssertion(client)
    const grant = await requestToken(assertion, { grant_type: 'password' })
    expectOAuthError(grant, 'unsupported-grant-type', 'unsupported_grant_type')
    const missing = await call('/api/oauth/token', { method: 'POST', form: { grant_type: 'client_credentials' } })
    expectOAuthError(missing, 'validation-failed', 'invalid_request')
  })

  test('[S54] takes a form and nothing else, and each field once', async () => {
    const refused = async (request: object, code: ProblemCode) => {
      const answer = await call('/api/oauth/token', { method: 'POST', ...request })
      expect([answer.status, answer.json().code]).toEqual([problems[code].status, code])
    }
    await refused({ json: { grant_type: 'client_credentials' } }, 'unsupported-media-type')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const body of [
      'grant_type=client_credentials&grant_type=client_credentials',
      'grant_type',
      'grant_type=%4',
      '{}',
    ]) {
      await refused({ headers, body }, 'malformed-request')
    }
    await refused({ headers, body: 'grant_type=client_credentials&client_secret=x' }, 'validation-failed')
    await refused({ headers, body: `grant_type=${'a'.repeat(9_000)}` }, 'body-too-large')
    const order = { method: 'POST', token: await ownerToken(), form: { currency: 'EUR' } }
    expectProblem(await call('/api/orders', order), 'unsupported-media-type')
  })

  test('[S49] stops checking the signatures of an address that keeps failing', async () => {
    const stranger = generateKeyPairSync('ed25519').privateKey
    const codes: string[] = []
    while (codes.at(-1) !== 'quota-exceeded' && codes.length < 40) {
      const answer = await requestToken(createAssertion(client, { privateKey: stranger }))
      codes.push(answer.json().code)
    }
    expect(codes.at(-1)).toBe('quota-exceeded')
    expect(codes).toContain('invalid-client')
  })
})

const isHttps = inject('target').baseUrl.startsWith('https:')

describe.skipIf(isHttps)(`the how-to${isHttps ? ', which trusts no certificate of a test' : ''}`, () => {
  test('[P6] gets a token by its own commands', async () => {
    const howTo = await readFile('docs/how-to/call-the-api-from-a-program.md', 'utf8')
    const [, makeKeys = '', sign = '', exchange = ''] = [...howTo.matchAll(/^ {3}```sh\n([\s\S]*?)^ {3}```/gm)].map(
      ([, commands = '']) => commands,
    )
    const folder = await mkdtemp(join(tmpdir(), 'palisade-program-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const run = async (commands: string, env: Record<string, string> = {}) => {
      const path = `${dirname(process.execPath)}:${process.env['PATH']}`
      const options = { cwd: folder, env: { ...process.env, PATH: path, ...env } }
      return (await promisify(execFile)('sh', ['-e', '-c', commands], options)).stdout
    }
    const jwk = createPublicKey(await run(makeKeys)).export({ format: 'jwk' })
    const account = await createServiceAccount()
    const { kid } = (await registerKey(account, jwk)).json<{ kid: string }>()
    const answer = await run(`${sign}\n${exchange}`, {
      CLIENT_ID: account.id,
      KID: kid,
      AUDIENCE: client.audience,
      TOKEN_ENDPOINT: `${inject('target').baseUrl}/api/oauth/token`,
    })
    const { access_token: token } = JSON.parse(answer) as Token
    expect((await listOrders(token)).status).toBe(200)
  })
})

describe('[P6] [B8] the metadata of the authorization server (RFC 8414)', () => {
  type Metadata = ResponseOf<'oauth.metadata'>
  const { path } = endpoints['oauth.metadata']

  /** As section 3 says: the well-known path behind the origin of the issuer. */
  const discover = (issuer: string) => call(path, { at: issuer })

  const at = (url: string) => ({ at: new URL(url).origin, path: new URL(url).pathname })

  test('is found by the issuer of the tokens, and names the same issuer (section 3.3)', async () => {
    const { iss } = decode(await tokenOfClient(client), 1)
    const answer = await discover(iss)
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(answer.headers['cache-control']).toBe('public, max-age=300')
    expectSecurityHeaders(answer)
    expect(answer.json<Metadata>().issuer).toBe(iss)
    expect(iss).toBe(client.audience)
    expect(answer.text).toBe((await call(path)).text)
  })

  test('leads to the keys of the tokens, and to the endpoint that issues them', async () => {
    const found = (await discover(client.audience)).json<Metadata>()
    const endpoint = at(found.token_endpoint)
    const answer = await requestToken(createAssertion(client), {}, endpoint)
    expect(answer.status, answer.text).toBe(200)
    const token = answer.json<Token>().access_token
    const jwks = at(found.jwks_uri)
    const { keys } = (await call(jwks.path, jwks)).json<{ keys: (webcrypto.JsonWebKey & { kid: string })[] }>()
    const jwk = keys.find(({ kid }) => kid === decode(token, 0).kid)
    const [header = '', payload = '', signature = ''] = token.split('.')
    const key = createPublicKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' })
    expect(verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
  })

  test('says what the contracts say of grants, clients, algorithms and scopes, and lists nothing without an element (section 3.2)', async () => {
    const found = (await discover(client.audience)).json<Metadata>()
    expect(found).toMatchObject({
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      scopes_supported: [...apiKeyScopes],
    })
    const names = found.token_endpoint_auth_signing_alg_values_supported
    expect(names).toEqual(expect.arrayContaining(['Ed25519', 'ES256', 'RS256']))
    expect(names).not.toContain('none')
    for (const [name, value] of Object.entries(found)) if (Array.isArray(value)) expect(value, name).not.toEqual([])
  })
})

describe('[P6] a public key', () => {
  const jwkOf = (pair: { publicKey: { export(options: { format: 'jwk' }): object } }) =>
    pair.publicKey.export({ format: 'jwk' })

  test('is registered by its public half alone', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const answer = await registerKey(client.account, privateKey.export({ format: 'jwk' }))
    expectProblem(answer, 'validation-failed')
  })

  test.each([
    ['Ed25519', 'Ed25519', () => generateKeyPairSync('ed25519')],
    ['P-256', 'ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['RSA of 2048 bits', 'RS256', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ] as const)('may be %s', async (_name, alg, create) => {
    const account = await createServiceAccount()
    const answer = await registerKey(account, jwkOf(create()))
    expect(answer.status, answer.text).toBe(201)
    const { kid, ...key } = answer.json<ResponseOf<'client-keys.create'>>()
    expect(key).toMatchObject({ alg, serviceAccountId: account.id, lastUsedAt: null })
    expect(kid).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect((await listClientKeys()).items.map(item => item.id)).toContain(key.id)
  })

  test.each([
    ['short RSA', () => jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }))],
    ['another curve', () => jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }))],
    ['an algorithm of another kind of key', () => ({ ...jwkOf(generateKeyPairSync('ed25519')), alg: 'RS256' })],
    ['a shared secret', () => ({ kty: 'oct', k: 'AAAA' })],
    ['half a key', () => ({ kty: 'EC', crv: 'P-256', x: 'A'.repeat(43) })],
  ])('is refused for %s', async (_name, jwk) => {
    expectProblem(await registerKey(client.account, jwk()), 'validation-failed')
  })

  test(`is one of ${mostClientKeys} of its account, and none of them twice`, async () => {
    const account = await createServiceAccount()
    const first = jwkOf(generateKeyPairSync('ed25519'))
    expect((await registerKey(account, first)).status).toBe(201)
    expectProblem(await registerKey(account, { ...first, kid: 'another-name' }), 'client-key-taken')
    for (let more = 1; more < mostClientKeys; more++) {
      expect((await registerKey(account, jwkOf(generateKeyPairSync('ed25519')))).status).toBe(201)
    }
    expectProblem(await registerKey(account, jwkOf(generateKeyPairSync('ed25519'))), 'too-many-client-keys')
  })

  test('tells when it last got a token', async () => {
    const own = await createTestClient()
    await tokenOfClient(own)
    const used = (await listClientKeys()).items.find(({ id }) => id === own.key.id)?.lastUsedAt
    expect(Math.abs(Date.now() - Date.parse(used ?? ''))).toBeLessThan(60_000)
  })

  test('[S23] is registered for no account of another tenant', async () => {
    const account = await createServiceAccount({}, strongTokenOf('owner', 'globex'))
    expectProblem(await registerKey(account, jwkOf(generateKeyPairSync('ed25519'))), 'not-found')
  })
})
