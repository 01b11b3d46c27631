import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { createDecoyKeys, readClientAssertion, refuseAssertion } from './client-assertion.ts'
import { importClientKey } from './client-key.ts'
import type { KeyError } from './key-error.ts'

const client = randomUUID()
const rules = { audience: 'https://api.example.com', longestLifeMs: 300_000, clockToleranceMs: 5_000 }
const decoys = createDecoyKeys()
const nowMs = 1_800_000_000_000
const now = nowMs / 1_000

const pairs = {
  Ed25519: generateKeyPairSync('ed25519'),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
}
const jwkOf = ({ publicKey }: { publicKey: KeyObject }) => publicKey.export({ format: 'jwk' })

type Other = { header?: object; claims?: object; privateKey?: KeyObject }

function write(alg: keyof typeof pairs, { header = {}, claims = {}, privateKey }: Other = {}): Promise<string> {
  const good = { iss: client, sub: client, aud: rules.audience, exp: now + 60, jti: 'j1' }
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg, kid: importClientKey(jwkOf(pairs[alg])).kid, ...header })
    .sign(privateKey ?? pairs[alg].privateKey)
}

async function judge(text: string, key = importClientKey(jwkOf(pairs.Ed25519)), atMs = nowMs) {
  const read = readClientAssertion(text)
  if (!read.ok) return read.reason
  return refuseAssertion(read.assertion, { key, decoys, rules, nowMs: atMs })
}

describe('[P6] a client assertion', () => {
  test.each(['Ed25519', 'ES256', 'RS256'] as const)('that jose signs by %s proves the client', async alg => {
    expect(await judge(await write(alg), importClientKey(jwkOf(pairs[alg])))).toBeUndefined()
  })

  test('by the older name of Ed25519, with a type, and with the audience in a list of one proves the client', async () => {
    expect(await judge(await write('Ed25519', { header: { alg: 'EdDSA' } }))).toBeUndefined()
    expect(await judge(await write('Ed25519', { header: { typ: 'JWT' } }))).toBeUndefined()
    expect(await judge(await write('Ed25519', { header: { typ: 'client-authentication+jwt' } }))).toBeUndefined()
    expect(await judge(await write('Ed25519', { claims: { aud: [rules.audience] } }))).toBeUndefined()
  })

  test.each([
    ['audience', { aud: 'https://other.example' }],
    ['audience', { aud: [rules.audience, 'https://other.example'] }],
    ['audience', { aud: undefined }],
    ['claims', { exp: undefined }],
    ['claims', { exp: String(now + 60) }],
    ['claims', { iss: 'other' }],
    ['claims', { sub: undefined }],
    ['claims', { jti: undefined }],
    ['claims', { jti: 'a\nb' }],
    ['claims', { nbf: 'x' }],
    ['expired', { exp: now - 6 }],
    ['lifetime', { exp: now + 306 }],
    ['not-yet-valid', { nbf: now + 6 }],
    ['not-yet-valid', { iat: now + 6 }],
  ])('is refused as %s with %o', async (reason, claims) => {
    expect(await judge(await write('Ed25519', { claims }))).toBe(reason)
  })

  test('is accepted within the tolerance of the clocks', async () => {
    for (const claims of [{ exp: now - 4 }, { exp: now + 304 }, { nbf: now + 4 }]) {
      expect(await judge(await write('Ed25519', { claims }))).toBeUndefined()
    }
  })

  test('of another key, or for a key of another algorithm, is refused, and so is one that names a key or a type', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    expect(await judge(await write('Ed25519', { privateKey }))).toBe('signature')
    expect(await judge(await write('RS256'))).toBe('unknown-key')
    expect(await judge(await write('Ed25519', { header: { jwk: jwkOf(pairs.Ed25519) } }))).toBe('embedded-key')
    expect(await judge(await write('Ed25519', { header: { typ: 'at+jwt' } }))).toBe('type')
    expect(await judge(await write('Ed25519', { header: { kid: undefined } }))).toBe('key-id')
  })

  test('of an unknown client is checked with a decoy, whatever it is signed by', async () => {
    for (const alg of ['Ed25519', 'ES256', 'RS256'] as const) {
      const read = readClientAssertion(await write(alg))
      if (!read.ok) throw new Error(read.reason)
      const reason = await refuseAssertion(read.assertion, { key: undefined, decoys, rules, nowMs })
      expect(reason).toBe('unknown-key')
    }
  })
})

describe('[P6] the key of a client', () => {
  const refusalOf = (jwk: unknown) => {
    try {
      importClientKey(jwk)
      return undefined
    } catch (error) {
      return (error as KeyError).code
    }
  }

  test('has the name and the algorithm that it says, or its thumbprint and the usual one', () => {
    expect(importClientKey({ ...jwkOf(pairs.RS256), kid: 'mine', alg: 'PS256' })).toMatchObject({
      kid: 'mine',
      alg: 'PS256',
    })
    expect(importClientKey({ ...jwkOf(pairs.Ed25519), alg: 'EdDSA' })).toMatchObject({ alg: 'Ed25519' })
    expect(importClientKey(jwkOf(pairs.ES256))).toMatchObject({
      alg: 'ES256',
      kid: expect.stringMatching(/^[\w-]{43}$/),
    })
  })

  test.each([
    ['private-key', pairs.Ed25519.privateKey.export({ format: 'jwk' })],
    ['private-key', pairs.RS256.privateKey.export({ format: 'jwk' })],
    ['unsupported-algorithm', { kty: 'oct', k: 'AAAA' }],
    ['unsupported-algorithm', { ...jwkOf(pairs.RS256), alg: 'HS256' }],
    ['mixed-key', { ...jwkOf(pairs.Ed25519), alg: 'RS256' }],
    ['weak-key', jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }))],
    ['wrong-use', { ...jwkOf(pairs.Ed25519), use: 'enc' }],
    ['unsupported-algorithm', null],
  ])('is refused as %s', (code, jwk) => {
    expect(refusalOf(jwk)).toBe(code)
  })

  test('is refused beyond 4096 bits', () => {
    expect(refusalOf(jwkOf(generateKeyPairSync('rsa', { modulusLength: 4104 })))).toBe('weak-key')
  })
})
