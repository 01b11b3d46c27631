import { chmod, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { generateKey, KeyError, keyRingFromJson, keyRingFromSigner, loadKeyRing } from './index.ts'
import { importJwk, thumbprint } from './jwk.ts'
import {
  createPair,
  newFolder,
  newJwk,
  type PrivateJwk,
  publicHalf,
  putKey,
  ringOf,
  startMs,
  subject,
} from './keys-for-tests.ts'
import type { Algorithm } from './signature-algorithms.ts'

const algorithms: Algorithm[] = ['Ed25519', 'EdDSA', 'ES256', 'PS256', 'RS256']

const codeOf = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return error instanceof KeyError ? error.code : error
  }
  return 'accepted'
}

describe('[S28] a ring of several live keys', () => {
  it('signs with the first and verifies with all, each with its own algorithm', async () => {
    const jwks = algorithms.map(alg => newJwk(alg, alg))
    for (const first of jwks) {
      const keys = ringOf(first, ...jwks.filter(jwk => jwk !== first).map(publicHalf))
      const { token } = await createPair(keys).tokens.issue(subject)
      expect(await createPair(ringOf(...jwks)).verifier.verify(token), first.alg).toMatchObject({ ok: true })
    }
  })

  it('publishes public halves and nothing else', () => {
    const jwks = algorithms.map(alg => newJwk(alg, alg))
    const published = ringOf(...jwks).jwks()
    expect(published).toEqual({ keys: jwks.map(publicHalf) })
    expect(JSON.stringify(published)).not.toMatch(/"(d|p|q|dp|dq|qi|k)":/)
  })

  it('names a key as RFC 7638 does', async () => {
    for (const alg of algorithms) {
      const jwk = newJwk(alg, alg)
      expect(thumbprint(publicHalf(jwk))).toBe(await calculateJwkThumbprint(publicHalf(jwk) as never))
    }
  })

  it('verifies with a set of public keys, and reports that it cannot sign', async () => {
    const jwk = newJwk('current')
    const verifyOnly = ringOf(publicHalf(jwk))
    expect(() => verifyOnly.signer()).toThrow(KeyError)
    expect(verifyOnly.find('other')).toBeUndefined()
    await expect(verifyOnly.reload()).resolves.toBeUndefined()
  })
})

describe('a key is refused', () => {
  const good = newJwk('good')
  const other = newJwk('other')
  const ec = newJwk('ec', 'ES256')
  const rsa = newJwk('rsa', 'PS256')
  const with3 = { ...rsa, e: 'Aw' }
  const cases: Record<string, [what: string, jwk: unknown][]> = {
    'key-id': [
      ['without a kid', { ...good, kid: undefined }],
      ['with a path as kid', { ...good, kid: '../good' }],
      ['with a long kid', { ...good, kid: 'k'.repeat(65) }],
      ['that is no object', null],
      ['that is a text', 'key'],
    ],
    'unsupported-algorithm': [
      ['without an algorithm', { ...good, alg: undefined }],
      ['for none', { ...good, alg: 'none' }],
      ['that is symmetric', { kty: 'oct', k: 'c2VjcmV0', kid: 'oct', alg: 'HS256' }],
      ['for encryption', { ...rsa, alg: 'RSA-OAEP' }],
      ['for SHA-1', { ...rsa, alg: 'RS1' }],
    ],
    'mixed-key': [
      ['of another type than its algorithm', { ...good, alg: 'ES256' }],
      ['that is symmetric under an asymmetric name', { kty: 'oct', k: 'c2VjcmV0', kid: 'oct', alg: 'RS256' }],
      ['of another curve', { ...good, crv: 'X25519' }],
      ['whose halves are of two Ed25519 keys', { ...good, x: other.x }],
      ['whose private half is too short', { ...good, d: 'AAAA' }],
      ['whose private half is a number', { ...good, d: 7 }],
      ['whose halves are of two RSA keys', { ...rsa, n: newJwk('rsa', 'PS256').n }],
      ['whose halves are of two EC keys', { ...ec, d: newJwk('ec', 'ES256').d }],
    ],
    'wrong-use': [
      ['for encryption by use', { ...good, use: 'enc' }],
      ['for deriving by key_ops', { ...good, key_ops: ['deriveBits'] }],
      ['that may verify alone, with its private half', { ...good, key_ops: ['verify'] }],
      ['that may sign and also decrypt', { ...good, key_ops: ['sign', 'decrypt'] }],
      ['with an operation twice', { ...good, key_ops: ['sign', 'sign'] }],
      ['with key_ops that are no list', { ...good, key_ops: 'sign' }],
      ['public, yet only for signing', { ...publicHalf(good), key_ops: ['sign'] }],
    ],
    'weak-key': [
      ['of 1024 RSA bits', newJwk('short', 'RS256', 1024)],
      ['of 2047 bits or less, public', publicHalf(newJwk('short', 'PS256', 2040))],
      ['with the RSA exponent 3', publicHalf(with3 as PrivateJwk)],
    ],
    'unreadable-key': [
      ['without a public half', { ...good, x: undefined }],
      ['with padding in it', { ...good, x: `${good.x}=` }],
      ['that is not on its curve', { ...publicHalf(ec), y: ec.x }],
    ],
  }
  for (const [code, list] of Object.entries(cases)) {
    for (const [what, jwk] of list) {
      it(`${what} (${code})`, () => {
        expect(codeOf(() => importJwk(jwk))).toBe(code)
      })
    }
  }

  it('when its kid, or the key itself, is in the ring twice', () => {
    expect(codeOf(() => ringOf(good, { ...other, kid: 'good' }))).toBe('duplicate-key')
    expect(codeOf(() => ringOf(good, { ...good, kid: 'copy' }))).toBe('duplicate-key')
    expect(codeOf(() => ringOf(good, { ...good, kid: 'copy', alg: 'EdDSA' }))).toBe('duplicate-key')
  })

  it('when the text is no JWK Set, without repeating what it read', () => {
    for (const json of ['', 'null', '[]', '{}', '{"keys":{}}', '{"keys":[]}', '"', JSON.stringify(good)]) {
      expect(
        codeOf(() => keyRingFromJson(json)),
        json,
      ).toBe('file-content')
    }
    const torn = JSON.stringify({ keys: [good] }).slice(0, -1)
    expect(() => keyRingFromJson(torn)).not.toThrow(good.d)
    expect(() => keyRingFromJson(JSON.stringify({ keys: [{ ...good, d: 'c2VjcmV0' }] }))).not.toThrow('c2VjcmV0')
  })
})

describe('[S12] a folder of keys', () => {
  it('[S13] does not load when group or others can read the folder or a file of it', async () => {
    for (const mode of [0o640, 0o604, 0o620, 0o601, 0o666]) {
      const folder = await newFolder()
      await chmod(await putKey(folder, newJwk('current')), mode)
      await expect(loadKeyRing({ folder }), mode.toString(8)).rejects.toMatchObject({ code: 'file-exposed' })
    }
    for (const mode of [0o750, 0o705, 0o711, 0o755]) {
      const folder = await newFolder()
      await putKey(folder, newJwk('current'))
      await chmod(folder, mode)
      await expect(loadKeyRing({ folder }), mode.toString(8)).rejects.toMatchObject({ code: 'folder-exposed' })
    }
  })

  it('does not load without a signing key, or with a malformed or duplicate key file', async () => {
    const load = async (fill: (folder: string) => Promise<unknown>) => {
      const folder = await newFolder()
      await fill(folder)
      return loadKeyRing({ folder, pollMs: 0 })
    }
    const write = (folder: string, name: string, text: string) => writeFile(join(folder, name), text, { mode: 0o600 })
    const jwk = newJwk('current')
    await expect(loadKeyRing({ folder: '/nowhere' })).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(load(async () => {})).rejects.toMatchObject({ code: 'no-signing-key' })
    await expect(load(folder => putKey(folder, jwk, 'published'))).rejects.toMatchObject({ code: 'no-signing-key' })
    await expect(load(folder => putKey(folder, publicHalf(jwk)))).rejects.toMatchObject({ code: 'no-signing-key' })
    await expect(load(folder => putKey(folder, jwk, 'hidden'))).rejects.toMatchObject({ code: 'file-content' })
    await expect(load(folder => write(folder, 'a.json', '{'))).rejects.toMatchObject({ code: 'file-content' })
    await expect(load(folder => write(folder, 'a.json', 'null'))).rejects.toMatchObject({ code: 'file-content' })
    const named = JSON.stringify({ state: 'signing', since: '2026-01-01T00:00:00Z', jwk })
    await expect(load(folder => write(folder, 'other.json', named))).rejects.toMatchObject({ code: 'file-name' })
    const undated = JSON.stringify({ state: 'signing', since: 'yesterday', jwk })
    await expect(load(folder => write(folder, 'current.json', undated))).rejects.toMatchObject({ code: 'file-content' })
    const twins = async (folder: string) => {
      await putKey(folder, jwk)
      await putKey(folder, { ...jwk, kid: 'twin' }, 'published')
    }
    await expect(load(twins)).rejects.toMatchObject({ code: 'duplicate-key' })
  })

  it('treats a file that vanishes while it is read as removed', async () => {
    const folder = await newFolder()
    await putKey(folder, newJwk('current'))
    await symlink(join(folder, 'gone'), join(folder, 'gone.json'))
    await symlink(join(folder, 'loop.json'), join(folder, 'loop.json'))
    await expect(loadKeyRing({ folder })).rejects.toMatchObject({ code: 'ELOOP' })
    await rm(join(folder, 'loop.json'))
    const keys = await loadKeyRing({ folder, pollMs: 0 })
    expect(keys.jwks().keys.map(key => key.kid)).toEqual(['current'])
  })

  it('ignores other files, and signs with the newest of two signing keys', async () => {
    const folder = await newFolder()
    await putKey(folder, newJwk('old'), 'signing', startMs)
    await putKey(folder, newJwk('new'), 'signing', startMs + 1)
    await writeFile(join(folder, '.new.json'), 'half written')
    await writeFile(join(folder, 'README'), 'do not touch')
    const keys = await loadKeyRing({ folder, pollMs: 0 })
    expect(keys.signer().kid).toBe('new')
    expect(keys.jwks().keys.map(key => key.kid)).toEqual(['new', 'old'])
  })

  it('[S29] follows changes without a restart, and keeps its keys when a change is broken', async () => {
    const folder = await newFolder()
    const first = newJwk('first')
    await putKey(folder, first)
    const errors: unknown[] = []
    const keys = await loadKeyRing({ folder, pollMs: 5, onReloadError: error => errors.push(error) })
    const { tokens, verifier } = createPair(keys)
    const { token } = await tokens.issue(subject)
    const firstKey = keys.find('first')

    const path = await putKey(folder, newJwk('second'), 'signing', startMs + 1)
    await vi.waitFor(() => expect(keys.signer().kid).toBe('second'), 20_000)
    expect(keys.find('first'), 'an unchanged key stays the same object').toBe(firstKey)
    expect(await verifier.verify(token)).toMatchObject({ ok: true })

    await chmod(path, 0o644)
    await vi.waitFor(() => expect(errors[0]).toMatchObject({ code: 'file-exposed' }), 20_000)
    expect(keys.signer().kid).toBe('second')
    await chmod(path, 0o600)

    await rm(join(folder, 'first.json'))
    await vi.waitFor(() => expect(keys.find('first')).toBeUndefined(), 20_000)
    expect(await verifier.verify(token)).toEqual({ ok: false, reason: 'unknown-key' })
    keys.close?.()
  })

  it('treats a new key under an old name as new, and reads no file that has not changed', async () => {
    const folder = await newFolder()
    await putKey(folder, newJwk('current'))
    const keys = await loadKeyRing({ folder, pollMs: 5 })
    const old = keys.find('current')
    await putKey(folder, newJwk('current'))
    await vi.waitFor(() => expect(keys.find('current')?.publicJwk).not.toEqual(old?.publicJwk), 20_000)
    // Once more where the change came between the look at the folder and the reading; then it rests.
    await vi.waitFor(async () => {
      const signer = keys.signer()
      await new Promise(resolve => setTimeout(resolve, 30))
      expect(keys.signer()).toBe(signer)
    }, 20_000)
    keys.close?.()
  })

  it('emits a warning for a broken change when there is no listener', async () => {
    const folder = await newFolder()
    const path = await putKey(folder, newJwk('current'))
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const keys = await loadKeyRing({ folder, pollMs: 5 })
    await chmod(path, 0o644)
    await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(expect.stringContaining('is open to others')), 20_000)
    keys.close?.()
    warn.mockRestore()
  })

  it('reloads when asked', async () => {
    const folder = await newFolder()
    await generateKey({ folder })
    const keys = await loadKeyRing({ folder, pollMs: 0 })
    const kid = await generateKey({ folder, alg: 'ES256' })
    expect(keys.find(kid)).toBeUndefined()
    await keys.reload()
    expect(keys.find(kid)?.alg).toBe('ES256')
  })

  it('[S97] returns the private values that must not appear in responses, also those of a new key', async () => {
    const folder = await newFolder()
    const first = newJwk('first')
    await putKey(folder, first)
    const keys = await loadKeyRing({ folder, pollMs: 0 })
    expect(keys.secrets()).toEqual([first.d])
    const second = newJwk('second', 'RS256')
    await putKey(folder, second, 'published')
    await keys.reload()
    const { d, p, q, dp, dq, qi } = second
    expect(keys.secrets()).toEqual([first.d, d, p, q, dp, dq, qi])
    expect(keyRingFromJson(JSON.stringify({ keys: [first] })).secrets()).toEqual([first.d])
    expect(keyRingFromSigner(keys.signer()).secrets()).toEqual([])
  })
})

describe('[S15] a signer that does not reveal its private key', () => {
  const jwk = newJwk('device', 'ES256')
  const inner = ringOf(jwk).signer()

  it('signs tokens, and earlier public keys still verify', async () => {
    const old = newJwk('old')
    const keys = keyRingFromSigner(inner, [publicHalf(old) as never])
    const { token } = await createPair(keys).tokens.issue(subject)
    expect(await createPair(keys).verifier.verify(token)).toMatchObject({ ok: true })
    expect(keys.jwks().keys.map(key => key.kid)).toEqual(['device', 'old'])
    await expect(keys.reload()).resolves.toBeUndefined()
  })

  it('is refused with the public key of another signer', () => {
    expect(codeOf(() => keyRingFromSigner({ ...inner, kid: 'other' }))).toBe('mixed-key')
    expect(codeOf(() => keyRingFromSigner({ ...inner, alg: 'RS256' }))).toBe('mixed-key')
  })

  it('reports an error of its device', async () => {
    const keys = keyRingFromSigner({ ...inner, sign: () => Promise.reject(new Error('device removed')) })
    await expect(createPair(keys).tokens.issue(subject)).rejects.toThrow('device removed')
  })
})
