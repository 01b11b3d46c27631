import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createTokenIssuer, createTokenVerifier } from './index.ts'
import {
  audience,
  createPair,
  encode,
  forge,
  goodClaims,
  issuer,
  newJwk,
  publicHalf,
  ringOf,
  startMs,
  subject,
  tenMinutesMs,
} from './keys-for-tests.ts'

const jwk = newJwk('current')
const keys = ringOf(jwk)
const header = { alg: 'Ed25519', typ: 'at+jwt', kid: 'current' }

const verify = (token: unknown) => createPair(keys).verifier.verify(token as string)
const refused = (reason: string) => ({ ok: false, reason })

describe('issuing', () => {
  it('[S10] writes subject, tenant, role, scopes and expiry, as RFC 9068 names them', async () => {
    const { tokens, verifier } = createPair(keys)
    const issued = await tokens.issue({
      ...subject,
      sessionId: 'ses_1',
      amr: ['pwd', 'otp'],
      authenticatedAtMs: startMs - 1,
      membershipVersion: 3,
      clientId: 'partner-7',
    })
    expect(issued.expiresAtMs).toBe(startMs + tenMinutesMs)
    expect(await verifier.verify(issued.token)).toEqual({
      ok: true,
      claims: {
        iss: issuer,
        aud: audience,
        sub: 'usr_1',
        client_id: 'partner-7',
        tenant_id: 'ten_1',
        role: 'owner',
        scope: 'orders:read orders:write',
        sid: 'ses_1',
        amr: ['pwd', 'otp'],
        auth_time: startMs / 1000 - 1,
        mv: 3,
        jti: issued.jti,
        iat: startMs / 1000,
        exp: startMs / 1000 + 600,
      },
    })
    expect(JSON.parse(Buffer.from(issued.token.split('.')[0] ?? '', 'base64url').toString())).toEqual(header)
  })

  it('[P8] names who acts for the subject in `act`, as RFC 8693 section 4.1 does', async () => {
    const { tokens, verifier } = createPair(keys)
    const { token } = await tokens.issue({ ...subject, actor: 'usr_2' })
    expect(await verifier.verify(token)).toMatchObject({ ok: true, claims: { sub: 'usr_1', act: { sub: 'usr_2' } } })
    await expect(tokens.issue({ ...subject, actor: '' })).rejects.toThrow(TypeError)
  })

  it('[S17] accepts only lifetimes of 5 to 15 minutes', () => {
    const withLifetime = (lifetimeMs: number) => createTokenIssuer({ keys, issuer, audience, lifetimeMs })
    for (const lifetimeMs of [300_000, 600_000, 900_000]) expect(() => withLifetime(lifetimeMs)).not.toThrow()
    for (const lifetimeMs of [299_999, 900_001, 0, -1, 600_000.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => withLifetime(lifetimeMs)).toThrow(RangeError)
    }
  })

  it('requires a signing key, an issuer and an audience', () => {
    const options = { keys, issuer, audience, lifetimeMs: tenMinutesMs }
    expect(() => createTokenIssuer({ ...options, keys: ringOf(publicHalf(jwk)) })).toThrow('only verifies')
    expect(() => createTokenIssuer({ ...options, issuer: '' })).toThrow(TypeError)
    expect(() => createTokenVerifier({ ...options, clockToleranceMs: 0, audience: '' })).toThrow(TypeError)
    expect(() => createTokenVerifier({ ...options, clockToleranceMs: 60_001 })).toThrow(RangeError)
    expect(() => createTokenVerifier({ ...options, clockToleranceMs: Number.NaN })).toThrow(RangeError)
  })

  it('refuses ids and scopes that could be read in two ways', async () => {
    const { tokens } = createPair(keys)
    const odd = [
      { sub: '' },
      { tenantId: 'ten\n1' },
      { role: '' },
      { clientId: '' },
      { sessionId: '\u0000' },
      { amr: [''] },
      { scope: ['orders:read admin'] },
      { scope: ['"'] },
      { scope: [''] },
      { scope: Array.from({ length: 700 }, (_, i) => `scope:${i}`) },
    ]
    for (const part of odd) await expect(tokens.issue({ ...subject, ...part })).rejects.toThrow(TypeError)
  })

  it('gives every token its own id', async () => {
    const { tokens } = createPair(keys)
    const ids = await Promise.all(Array.from({ length: 100 }, async () => (await tokens.issue(subject)).jti))
    expect(new Set(ids).size).toBe(100)
  })
})

describe('a token that is not one of ours', () => {
  it('is refused when its algorithm is none, in any spelling', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const unsigned = `${encode({ ...header, alg })}.${encode(goodClaims)}`
      expect(await verify(`${unsigned}.AA`)).toEqual(refused('algorithm'))
      expect(await verify(`${unsigned}.`)).toEqual(refused('encoding'))
      expect(await verify(unsigned)).toEqual(refused('malformed'))
    }
  })

  it('is refused when the public key was used as an HMAC secret (key confusion, RFC 8725 §2.1)', async () => {
    const input = `${encode({ ...header, alg: 'HS256' })}.${encode(goodClaims)}`
    for (const secret of [JSON.stringify(publicHalf(jwk)), jwk.x ?? '', Buffer.from(jwk.x ?? '', 'base64url')]) {
      const mac = createHmac('sha256', secret).update(input).digest('base64url')
      expect(await verify(`${input}.${mac}`)).toEqual(refused('algorithm'))
    }
  })

  it('is refused when it names another algorithm than its key is pinned to, even a synonym', async () => {
    for (const alg of ['EdDSA', 'ES256', 'RS256', 'PS256']) {
      expect(await verify(forge(jwk, { ...header, alg }, goodClaims))).toEqual(refused('algorithm'))
    }
    for (const alg of ['HS256', 'RS1', 'constructor', '__proto__', 7, null, ['Ed25519']]) {
      expect(await verify(forge(jwk, { ...header, alg }, goodClaims))).toEqual(refused('algorithm'))
    }
  })

  it('is refused when it brings its own key or says where to fetch one (RFC 8725 §3.10)', async () => {
    const own = newJwk('current')
    const members = {
      jwk: publicHalf(own),
      jku: 'http://169.254.169.254/jwks.json',
      x5u: 'https://evil.example/cert.pem',
      x5c: ['MIIB'],
      x5t: 'AAAA',
      'x5t#S256': 'AAAA',
    }
    for (const [name, value] of Object.entries(members)) {
      expect(await verify(forge(own, { ...header, [name]: value }, goodClaims)), name).toEqual(refused('embedded-key'))
      expect(await verify(forge(jwk, { ...header, [name]: value }, goodClaims)), name).toEqual(refused('embedded-key'))
    }
  })

  it('is refused when its kid is a path, a query, too long, or no text', async () => {
    const hostile = [
      '../../../../dev/null',
      '/etc/passwd',
      "x' UNION SELECT 'secret' -- ",
      'a\u0000b',
      'current\n',
      '',
      'k'.repeat(65),
      '|id',
      7,
      null,
      ['current'],
      { toString: 'current' },
    ]
    for (const kid of hostile) {
      expect(await verify(forge(jwk, { ...header, kid }, goodClaims)), JSON.stringify(kid)).toEqual(refused('key-id'))
    }
    expect(await verify(forge(jwk, { alg: 'Ed25519', typ: 'at+jwt' }, goodClaims))).toEqual(refused('key-id'))
    for (const kid of ['constructor', '__proto__', 'toString', 'other']) {
      expect(await verify(forge(jwk, { ...header, kid }, goodClaims)), kid).toEqual(refused('unknown-key'))
    }
  })

  it('is refused when another key signed it, or a byte of it changed', async () => {
    expect(await verify(forge(newJwk('current'), header, goodClaims))).toEqual(refused('signature'))
    const [head, , signature] = forge(jwk, header, goodClaims).split('.')
    expect(await verify(`${head}.${encode({ ...goodClaims, role: 'admin' })}.${signature}`)).toEqual(
      refused('signature'),
    )
    for (const wrong of ['AA', 'A'.repeat(86), 'A'.repeat(400)]) {
      expect(await verify(`${head}.${encode(goodClaims)}.${wrong}`)).toEqual(refused('signature'))
    }
  })

  it('is refused when it is of another type: an ID token, a plain JWT, none (RFC 8725 §3.11)', async () => {
    for (const typ of [
      'JWT',
      'jwt',
      'id+jwt',
      'at+jwt ',
      'xat+jwt',
      'application/jwt',
      undefined,
      null,
      7,
      ['at+jwt'],
    ]) {
      expect(await verify(forge(jwk, { ...header, typ }, goodClaims)), String(typ)).toEqual(refused('type'))
    }
    for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt']) {
      expect(await verify(forge(jwk, { ...header, typ }, goodClaims)), typ).toMatchObject({ ok: true })
    }
  })

  it('is refused when it marks an extension as critical, or leaves the payload unencoded (RFC 7797)', async () => {
    for (const crit of [['exp'], ['https://example.com/ext'], [], 'exp', null]) {
      expect(await verify(forge(jwk, { ...header, crit }, goodClaims))).toEqual(refused('critical-header'))
    }
    for (const b64 of [false, true, 'false']) {
      const token = forge(jwk, { ...header, b64, crit: ['b64'] }, goodClaims)
      expect(await verify(token)).toEqual(refused('unencoded-payload'))
    }
  })
})

describe('the spelling of a token', () => {
  it('is one: padding, spaces, the plain alphabet and loose trailing bits are refused', async () => {
    const token = forge(jwk, header, goodClaims)
    const [head = '', payload = '', signature = ''] = token.split('.')
    // 64 bytes leave four bits over in the last character: Node decodes all sixteen spellings alike.
    const loose = `${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : String.fromCharCode(signature.charCodeAt(85) + 1)}`
    expect(Buffer.from(loose, 'base64url')).toEqual(Buffer.from(signature, 'base64url'))
    for (const other of [loose, `${signature}==`, `${signature} `, `${signature}\n`, `+${signature.slice(1)}`]) {
      expect(await verify(`${head}.${payload}.${other}`), other).toEqual(refused('encoding'))
    }
    for (const lax of [`${head}=`, ` ${head}`, `${head.slice(0, 5)} ${head.slice(5)}`, `${head}\u0100`, '']) {
      expect(await verify(`${lax}.${payload}.${signature}`), lax).toEqual(refused('encoding'))
      expect(await verify(`${head}.${lax}.${signature}`), lax).toEqual(refused('encoding'))
    }
    expect(await verify(`Bearer ${token}`)).toEqual(refused('encoding'))
  })

  it('has three parts and at most 8 KiB', async () => {
    for (const token of ['', '.', '..', 'a.b', 'a.b.c.d', 'a.b.c.d.e', undefined, null, 7, {}, [], Symbol('token')]) {
      expect(await verify(token)).toMatchObject({ ok: false })
    }
    expect(await verify('a.b')).toEqual(refused('malformed'))
    expect(await verify(undefined)).toEqual(refused('malformed'))
    expect(await verify('x'.repeat(8193))).toEqual(refused('too-long'))
    const padded = (length: number) => forge(jwk, header, { ...goodClaims, note: 'n'.repeat(length) })
    expect(await verify(padded(5000))).toMatchObject({ ok: true })
    expect(await verify(padded(6000))).toEqual(refused('too-long'))
  })

  it('is JSON objects in UTF-8, without duplicate members', async () => {
    for (const odd of ['[]', 'null', '7', '"x"', '{', '\uFEFF{}', '{} x', `${JSON.stringify(header)} {}`]) {
      expect(await verify(forge(jwk, odd, goodClaims)), odd).toEqual(refused('malformed'))
      expect(await verify(forge(jwk, header, odd)), odd).toEqual(refused('malformed'))
    }
    const invalid = Buffer.from(JSON.stringify({ ...header, note: '?' }).replace('?', '\xff'), 'latin1')
    expect(await verify(`${invalid.toString('base64url')}.${encode(goodClaims)}.AA`)).toEqual(refused('malformed'))
    const twiceInHeader = '{"alg":"none","typ":"at+jwt","kid":"current","alg":"Ed25519"}'
    expect(await verify(forge(jwk, twiceInHeader, goodClaims))).toEqual(refused('duplicate-member'))
    const claims = JSON.stringify(goodClaims).slice(0, -1)
    const repeated = [
      '"sub":"usr_2"',
      ' "s\\u0075b" :"usr_2"',
      '"x":{},"sub":"usr_2"',
      '"x":{"y":1,"y":2}',
      '"x":[{"y":1,"y":2}]',
    ]
    for (const twice of repeated.map(part => `${claims},${part}}`)) {
      expect(await verify(forge(jwk, header, twice))).toEqual(refused('duplicate-member'))
    }
    const lookalike = `${claims},"note":"\\"sub\\":1,{\\\\","also":["sub","exp"]}`
    expect(await verify(forge(jwk, header, lookalike))).toMatchObject({ ok: true })
    const nested = `${claims},"x":{"y":1,"sub":2},"z":[{"y":1},{"y":1}],"y":1}`
    expect(await verify(forge(jwk, header, nested))).toMatchObject({ ok: true })
  })
})

describe('the claims of a token', () => {
  const cases: Record<string, object[]> = {
    issuer: [{ iss: 'https://evil.example' }, { iss: `${issuer}/` }, { iss: [issuer] }, { iss: undefined }],
    audience: [{ aud: 'https://other.example' }, { aud: [audience] }, { aud: [] }, { aud: undefined }],
    claims: [
      { sub: '' },
      { sub: 7 },
      { tenant_id: undefined },
      { tenant_id: ['ten_1', 'ten_2'] },
      { role: { name: 'admin' } },
      { jti: null },
      { client_id: undefined },
      { scope: ['orders:read'] },
      { scope: 'orders:read  admin' },
      { scope: ' ' },
      { exp: '1772367000' },
      { exp: goodClaims.exp + 0.5 },
      { iat: undefined },
      { iat: -1 },
      { nbf: 'soon' },
      { sid: 7 },
      { amr: 'otp' },
      { amr: [7] },
      { act: 'usr_2' },
      { act: null },
      { act: {} },
      { act: { sub: 7 } },
      { act: { sub: 'usr_2', act: { sub: 'usr_3' } } },
      { mv: '3' },
      { auth_time: -1 },
      { sub: 'u'.repeat(257) },
    ],
    lifetime: [{ exp: goodClaims.iat + 901 }, { exp: goodClaims.iat }, { iat: 0 }],
    'issued-in-future': [{ iat: goodClaims.iat + 6, exp: goodClaims.exp + 6 }],
    'not-yet-valid': [{ nbf: goodClaims.iat + 6 }],
    expired: [{ iat: goodClaims.iat - 605, exp: goodClaims.iat - 5 }],
  }
  for (const [reason, overrides] of Object.entries(cases)) {
    it(`are refused as "${reason}" when they are off`, async () => {
      for (const part of overrides) {
        const token = forge(jwk, header, { ...goodClaims, ...part })
        expect(await verify(token), JSON.stringify(part)).toEqual(refused(reason))
      }
    })
  }

  it('are accepted within five seconds of clock difference, either way', async () => {
    const { clock, tokens, verifier } = createPair(keys, { cacheSize: 0 })
    const { token, expiresAtMs } = await tokens.issue(subject)
    const at = async (nowMs: number) => {
      clock.nowMs = nowMs
      return verifier.verify(token)
    }
    expect(await at(startMs - 5000)).toMatchObject({ ok: true })
    expect(await at(startMs - 5001)).toEqual(refused('issued-in-future'))
    expect(await at(expiresAtMs + 4999)).toMatchObject({ ok: true })
    expect(await at(expiresAtMs + 5000)).toEqual(refused('expired'))
  })

  it('come frozen, so that one request cannot change them for the next', async () => {
    const { tokens, verifier } = createPair(keys)
    const { token } = await tokens.issue({ ...subject, amr: ['pwd'] })
    const result = await verifier.verify(token)
    if (!result.ok) throw new Error(result.reason)
    expect(() => Object.assign(result.claims, { role: 'admin' })).toThrow(TypeError)
    expect(() => (result.claims.amr as string[]).push('otp')).toThrow(TypeError)
  })
})
