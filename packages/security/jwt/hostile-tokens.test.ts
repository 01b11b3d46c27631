import fc from 'fast-check'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { bearerChallenge, createTokenIssuer, KeyError, keyRingFromJson, readBearerToken } from './index.ts'
import { importJwk } from './jwk.ts'
import { audience, createPair, forge, goodClaims, issuer, newJwk, ringOf, startMs } from './keys-for-tests.ts'

const jwk = newJwk('current')
const keys = ringOf(jwk)
const header = { alg: 'Ed25519', typ: 'at+jwt', kid: 'current' }
const good = forge(jwk, header, goodClaims)

/** Any UTF-16 at all: control characters, lone surrogates. */
const wildText = fc.array(fc.nat(0xffff), { maxLength: 20 }).map(units => String.fromCharCode(...units))

/** A good token with one stretch of it replaced, removed or doubled. */
const mutated = fc
  .tuple(fc.nat(good.length), fc.nat(20), fc.oneof(fc.constant(''), fc.string(), fc.base64String(), fc.constant('.')))
  .map(([start, length, insert]) => good.slice(0, start) + insert + good.slice(start + length))

/** Objects that are nearly a good header or payload: members missing, retyped, added. */
const near = (base: object) =>
  fc
    .tuple(
      fc.dictionary(
        fc.constantFrom(...Object.keys(base), 'crit', 'b64', 'jwk', 'nbf', 'amr', '__proto__'),
        fc.jsonValue(),
      ),
      fc.subarray(Object.keys(base)),
    )
    .map(([changes, removed]) => {
      const entries = Object.entries({ ...base, ...changes }).filter(([name]) => !removed.includes(name))
      return Object.fromEntries(entries)
    })

describe('hostile input', () => {
  it('never makes verify throw: it returns a reason, and accepts only the original token', async () => {
    const { verifier } = createPair(keys)
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), fc.string(), mutated), async input => {
        const result = await verifier.verify(input as string)
        expect(result.ok).toBe(input === good)
      }),
      { numRuns: 1000 },
    )
  })

  it('with a valid signature is accepted only if jose accepts it too', async () => {
    const { verifier } = createPair(keys)
    const { publicKey } = importJwk(jwk).verification
    const options = { issuer, audience, typ: 'at+jwt', algorithms: ['Ed25519'], clockTolerance: 5 }
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(near(header), near(goodClaims), fc.boolean(), async (head, payload, keepHeader) => {
        const token = forge(jwk, keepHeader ? header : head, payload)
        const result = await verifier.verify(token)
        if (!result.ok) return
        accepted += 1
        const theirs = await jwtVerify(token, publicKey, { ...options, currentDate: new Date(startMs) })
        expect(theirs.payload).toEqual(result.claims)
      }),
      { numRuns: 1000, examples: [[header, goodClaims, true]] },
    )
    expect(accepted).toBeGreaterThan(0)
  })

  it('is refused where jose 6 accepts it: other spellings of a signature or of a claim, and endless tokens', async () => {
    const { verifier } = createPair(keys)
    const { publicKey } = importJwk(jwk).verification
    const claims = JSON.stringify(goodClaims).slice(0, -1)
    const cases = {
      encoding: good.slice(0, -1) + String.fromCharCode(good.charCodeAt(good.length - 1) + 1),
      'duplicate-member': forge(jwk, header, `${claims},"sub":"usr_2"}`),
      'too-long': forge(jwk, header, { ...goodClaims, note: 'n'.repeat(9000) }),
    }
    for (const [reason, token] of Object.entries(cases)) {
      const theirs = jwtVerify(token, publicKey, { issuer, audience, typ: 'at+jwt', currentDate: new Date(startMs) })
      await expect(theirs, `jose accepts what is ${reason}`).resolves.toBeDefined()
      expect(await verifier.verify(token)).toEqual({ ok: false, reason })
    }
  })

  it('makes the import of a key throw a KeyError and nothing else', () => {
    const nearKey = near({ ...jwk, key_ops: ['sign'] })
    fc.assert(
      fc.property(fc.oneof(fc.anything(), nearKey), input => {
        const text = JSON.stringify({ keys: [input] }, (_, value) =>
          typeof value === 'bigint' ? String(value) : value,
        )
        for (const act of [() => importJwk(input), () => keyRingFromJson(text)]) {
          try {
            act()
          } catch (error) {
            expect(error).toBeInstanceOf(KeyError)
          }
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('makes a ring from any text or throws a KeyError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        expect(() => keyRingFromJson(text)).toThrow(KeyError)
      }),
    )
  })

  it('makes the issuer throw a TypeError, or a token that verifies', async () => {
    const { verifier } = createPair(keys, { cacheSize: 0 })
    const now = () => startMs
    const tokens = createTokenIssuer({ keys, issuer, audience, lifetimeMs: 300_000, now })
    const text = fc.oneof(fc.string(), wildText)
    const list = fc.array(text, { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(text, text, text, list, list, async (sub, tenantId, role, scope, amr) => {
        const issued = await tokens.issue({ sub, tenantId, role, scope, amr }).catch(error => error)
        if (issued instanceof TypeError) return
        const result = await verifier.verify(issued.token)
        expect(result).toMatchObject({
          ok: true,
          claims: { sub, tenant_id: tenantId, role, scope: scope.join(' '), amr },
        })
      }),
      { numRuns: 500 },
    )
  })

  it('cannot end the quotes or the line of a challenge', () => {
    fc.assert(
      fc.property(wildText, fc.array(fc.string()), (realm, scope) => {
        const challenge = bearerChallenge(realm, { error: 'insufficient_scope', scope })
        expect(challenge).toMatch(/^Bearer realm="[^"\\]*", error="insufficient_scope", scope="[^"\\]*"$/)
        expect(challenge).toMatch(/^[\x20-\x7E]*$/)
      }),
    )
  })
})

describe('the Authorization header (RFC 6750)', () => {
  it('[S9] gives its bearer token, and nothing in any other form', () => {
    expect(readBearerToken('Bearer abc.def-_~+/.x==')).toBe('abc.def-_~+/.x==')
    expect(readBearerToken('bearer abc')).toBe('abc')
    const others = [
      '',
      'abc',
      'Bearer',
      'Bearer ',
      'Bearer  abc',
      'Bearer a b',
      'Basic abc',
      'Bearer a,b',
      ' Bearer a',
      'Bearer a\n',
    ]
    for (const header of [...others, undefined]) expect(readBearerToken(header), header).toBeUndefined()
    fc.assert(fc.property(fc.string(), text => typeof (readBearerToken(text) ?? '') === 'string'))
  })

  it('gives the same response for every refused token', () => {
    expect(bearerChallenge('palisade')).toBe('Bearer realm="palisade"')
    expect(bearerChallenge('palisade', { error: 'invalid_token' })).toBe(
      'Bearer realm="palisade", error="invalid_token"',
    )
    const stepUp = { error: 'insufficient_user_authentication', acrValues: ['mfa'], maxAgeMs: 300_000 } as const
    expect(bearerChallenge('palisade', stepUp)).toBe(
      'Bearer realm="palisade", error="insufficient_user_authentication", acr_values="mfa", max_age="300"',
    )
  })
})
