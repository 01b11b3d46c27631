import { describe, expect, it } from 'vitest'
import { type KeyRing, keyRingFromJson, type VerificationKey } from './index.ts'
import { createPair, newJwk, ringOf, subject, tenMinutesMs } from './keys-for-tests.ts'
import { createVerifiedTokens } from './verified-tokens.ts'

/** A ring whose keys can be taken away, and that counts how often one of them is used for cryptography. */
function countingRing(jwk = newJwk('current')) {
  const ring = ringOf(jwk)
  const real = ring.find('current') as VerificationKey
  const state = { checks: 0, key: undefined as VerificationKey | undefined }
  const counting = (): VerificationKey => ({
    ...real,
    get publicKey() {
      state.checks += 1
      return real.publicKey
    },
  })
  state.key = counting()
  const keys: KeyRing = { ...ring, find: kid => (kid === 'current' ? state.key : undefined) }
  return { keys, state, counting }
}

const spoil = (token: string, i: number) => {
  const [header, payload] = token.split('.')
  return `${header}.${payload}.${Buffer.alloc(64, i).toString('base64url')}`
}

describe('the cache of verified tokens', () => {
  it('checks the signature of a token once', async () => {
    const { keys, state } = countingRing()
    const { tokens, verifier } = createPair(keys)
    const { token } = await tokens.issue(subject)
    const results = await Promise.all(Array.from({ length: 50 }, () => verifier.verify(token)))
    expect(results.every(result => result.ok)).toBe(true)
    expect(state.checks).toBe(1)
  })

  it('rechecks the expiry on each use', async () => {
    const { clock, tokens, verifier } = createPair(ringOf(newJwk('current')))
    const { token } = await tokens.issue(subject)
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    clock.nowMs += tenMinutesMs + 4999
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    clock.nowMs += 1
    expect(await verifier.verify(token)).toEqual({ ok: false, reason: 'expired' })
  })

  it('refuses the tokens of a removed or replaced key at once', async () => {
    const { keys, state, counting } = countingRing()
    const { tokens, verifier } = createPair(keys)
    const { token } = await tokens.issue(subject)
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
    state.key = undefined
    expect(await verifier.verify(token)).toEqual({ ok: false, reason: 'unknown-key' })
    state.key = countingRing().counting()
    expect(await verifier.verify(token)).toEqual({ ok: false, reason: 'signature' })
    state.key = counting()
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
  })

  it('caches forged tokens separately, so that a flood of them neither costs signature checks nor evicts valid tokens', async () => {
    const { keys, state } = countingRing()
    const { tokens, verifier } = createPair(keys, { cacheSize: 100 })
    const { token } = await tokens.issue(subject)
    await verifier.verify(token)
    for (let i = 0; i < 200; i++) expect((await verifier.verify(spoil(token, i))).ok).toBe(false)
    expect(state.checks).toBe(201)
    for (let i = 0; i < 200; i++) {
      expect(await verifier.verify(spoil(token, i))).toEqual({ ok: false, reason: 'signature' })
    }
    await verifier.verify(token)
    expect(state.checks).toBe(201)
  })

  it('does not accept a cached token with another signature', async () => {
    const { tokens, verifier } = createPair(ringOf(newJwk('current')))
    const { token } = await tokens.issue(subject)
    await verifier.verify(token)
    expect(await verifier.verify(spoil(token, 1))).toEqual({ ok: false, reason: 'signature' })
    expect(await verifier.verify(token)).toMatchObject({ ok: true })
  })

  it('contains nothing that could be used as a token', async () => {
    const ring = ringOf(newJwk('current'))
    const { tokens } = createPair(ring)
    const { token } = await tokens.issue(subject)
    const signature = token.split('.')[2] ?? ''
    const stored: unknown[] = []
    const set = Map.prototype.set
    Map.prototype.set = function (key, value) {
      stored.push(key, value)
      return set.call(this, key, value)
    }
    try {
      const key = ring.find('current') as VerificationKey
      createVerifiedTokens(10).add(token, { key, verification: { ok: true, claims: {} as never } })
    } finally {
      Map.prototype.set = set
    }
    expect(JSON.stringify(stored)).toContain(token.slice(0, token.lastIndexOf('.')))
    expect(JSON.stringify(stored)).not.toContain(signature)
  })
})

it('[S19] any node validates any token: separately loaded rings agree', async () => {
  const json = JSON.stringify({ keys: [newJwk('current')] })
  const [a, b] = [createPair(keyRingFromJson(json)), createPair(keyRingFromJson(json))]
  const { token, jti } = await a.tokens.issue(subject)
  expect(await b.verifier.verify(token)).toMatchObject({ ok: true, claims: { jti } })
})
