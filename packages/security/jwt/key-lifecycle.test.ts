import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createTokenIssuer, createTokenVerifier, generateKey, loadKeyRing } from './index.ts'
import { promoteKey, publishAheadMs, removeKey, retireKey } from './key-lifecycle.ts'
import { rotateKeys } from './key-rotation.ts'
import { audience, issuer, newFolder, readJson, startMs, subject } from './keys-for-tests.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const at = (nowMs: number) => () => nowMs

/** A folder with a signing key and a published one. */
async function twoKeys() {
  const folder = await newFolder()
  const first = await generateKey({ folder, now: at(startMs) })
  const second = await generateKey({ folder, now: at(startMs) })
  const read = (kid: string) => readJson(join(folder, `${kid}.json`))
  return { folder, first, second, read }
}

describe('the life of a key', () => {
  it('[S13] begins in a file and a folder that only the owner can read', async () => {
    const folder = join(await newFolder(), 'keys')
    const kid = await generateKey({ folder, now: at(startMs) })
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, `${kid}.json`))).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual([`${kid}.json`])
    expect(await readJson(join(folder, `${kid}.json`))).toEqual({
      state: 'signing',
      since: '2026-03-01T12:00:00.000Z',
      jwk: {
        kid,
        alg: 'Ed25519',
        use: 'sig',
        kty: 'OKP',
        crv: 'Ed25519',
        x: expect.any(String),
        d: expect.any(String),
      },
    })
  })

  it('creates loadable keys for every algorithm', async () => {
    for (const alg of ['Ed25519', 'EdDSA', 'ES256', 'PS256', 'RS256'] as const) {
      const folder = await newFolder()
      const kid = await generateKey({ folder, alg })
      expect((await loadKeyRing({ folder, pollMs: 0 })).signer()).toMatchObject({ kid, alg })
    }
  })

  it('[S29] is published for five minutes before it signs, so that every verifier knows it', async () => {
    const { folder, first, second, read } = await twoKeys()
    expect((await read(second)).state).toBe('published')
    const early = promoteKey({ folder, kid: second, now: at(startMs + publishAheadMs - 1) })
    await expect(early).rejects.toMatchObject({ code: 'too-early' })
    await promoteKey({ folder, kid: second, now: at(startMs + publishAheadMs) })
    expect((await read(second)).state).toBe('signing')
    expect((await read(first)).state).toBe('retired')
  })

  it('can sign at once in an emergency', async () => {
    const { folder, second, read } = await twoKeys()
    await promoteKey({ folder, kid: second, atOnce: true, now: at(startMs) })
    expect((await read(second)).state).toBe('signing')
  })

  it('[S29] keeps only its public half when it retires, and ends when the last token has expired', async () => {
    const { folder, first, second, read } = await twoKeys()
    const promotedMs = startMs + publishAheadMs
    await promoteKey({ folder, kid: second, now: at(promotedMs) })
    expect((await read(first)).jwk).toEqual({
      kid: first,
      alg: 'Ed25519',
      use: 'sig',
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.any(String),
    })
    const removableMs = promotedMs + 16 * minuteMs
    const early = removeKey({ folder, kid: first, now: at(removableMs - 1) })
    await expect(early).rejects.toMatchObject({ code: 'too-early' })
    await removeKey({ folder, kid: first, now: at(removableMs) })
    expect(await readdir(folder)).toEqual([`${second}.json`])
  })

  it('does not take a step out of order', async () => {
    const { folder, first, second } = await twoKeys()
    const state = { code: 'key-state' }
    await expect(promoteKey({ folder, kid: first })).rejects.toMatchObject(state)
    await expect(retireKey({ folder, kid: first })).rejects.toMatchObject(state)
    await expect(removeKey({ folder, kid: first, compromised: true })).rejects.toMatchObject(state)
    await expect(removeKey({ folder, kid: second })).rejects.toMatchObject(state)
    await retireKey({ folder, kid: second })
    await expect(retireKey({ folder, kid: second })).rejects.toMatchObject(state)
    await expect(promoteKey({ folder, kid: second, atOnce: true })).rejects.toMatchObject(state)
    for (const step of [promoteKey, retireKey, removeKey]) {
      await expect(step({ folder, kid: '../x' })).rejects.toMatchObject({ code: 'unknown-key' })
    }
    await removeKey({ folder, kid: second, compromised: true })
  })
})

describe('[S29] automated rotation', () => {
  it('replaces a key of 30 days in steps that are safe to run at any interval', async () => {
    const folder = await newFolder()
    const run = (ms: number) => rotateKeys({ folder, now: at(startMs + ms) })
    const [first] = await run(0)
    expect(first?.step).toBe('added')
    expect(await run(minuteMs)).toEqual([])
    const [second] = await run(30 * dayMs - publishAheadMs)
    expect(second?.step).toBe('added')
    expect(await run(30 * dayMs - 1)).toEqual([])
    expect(await run(30 * dayMs)).toEqual([{ step: 'promoted', kid: second?.kid }])
    expect(await run(30 * dayMs + 15 * minuteMs)).toEqual([])
    expect(await run(30 * dayMs + 16 * minuteMs)).toEqual([{ step: 'removed', kid: first?.kid }])
  })

  it('publishes a key before it signs, even when the rotation is late', async () => {
    const folder = await newFolder()
    await generateKey({ folder, now: at(startMs) })
    const late = startMs + 90 * dayMs
    expect(await rotateKeys({ folder, now: at(late) })).toMatchObject([{ step: 'added' }])
    expect(await rotateKeys({ folder, now: at(late + publishAheadMs - 1) })).toEqual([])
    expect(await rotateKeys({ folder, now: at(late + publishAheadMs) })).toMatchObject([{ step: 'promoted' }])
  })

  it('does not use a key that was published by hand before the signing key is due', async () => {
    const { folder, first, second } = await twoKeys()
    const at29Days = startMs + 29 * dayMs
    expect(await rotateKeys({ folder, now: at(at29Days) })).toEqual([])
    expect((await readJson(join(folder, `${first}.json`))).state).toBe('signing')
    expect(await rotateKeys({ folder, now: at(startMs + 30 * dayMs) })).toEqual([{ step: 'promoted', kid: second }])
  })

  it('[B7] under load on three nodes refuses no token', async () => {
    const folder = await newFolder()
    const clock = { nowMs: startMs }
    const now = () => clock.nowMs
    const options = { issuer, audience, now }
    await generateKey({ folder, now })
    const traffic = { running: true, requests: 0, refused: [] as unknown[] }
    const onReloadError = (error: unknown) => traffic.refused.push(error)
    const rings = await Promise.all([1, 2, 3].map(() => loadKeyRing({ folder, pollMs: 1, onReloadError })))
    const issuers = rings.map(keys => createTokenIssuer({ ...options, keys, lifetimeMs: 15 * minuteMs }))
    const verifiers = rings.map(keys => createTokenVerifier({ ...options, clockToleranceMs: 5_000, keys }))
    const held: { token: string; expiresAtMs: number }[] = []
    const load = async () => {
      while (traffic.running) {
        const issued = await issuers[traffic.requests % 3]?.issue(subject)
        if (issued) held.push(issued)
        const living = held.filter(({ expiresAtMs }) => expiresAtMs > clock.nowMs).slice(-20)
        for (const { token } of living) {
          const result = await verifiers[traffic.requests % 3]?.verify(token)
          traffic.requests += 1
          if (!result?.ok) traffic.refused.push(result)
        }
        await new Promise(resolve => setImmediate(resolve))
      }
    }
    const running = load()
    const kids = new Set<string>()
    for (let minute = 0; minute < 60; minute += 1) {
      await rotateKeys({ folder, everyMs: 20 * minuteMs, now })
      const files = (await readdir(folder)).filter(name => name.endsWith('.json'))
      await vi.waitFor(() => {
        for (const keys of rings) expect(keys.jwks().keys).toHaveLength(files.length)
      }, 20_000)
      kids.add(rings[0]?.signer().kid ?? '')
      await vi.waitFor(() => expect(new Set(rings.map(keys => keys.signer().kid)).size).toBe(1), 20_000)
      clock.nowMs += minuteMs
    }
    traffic.running = false
    await running
    for (const keys of rings) keys.close?.()
    expect(traffic.refused).toEqual([])
    expect(traffic.requests).toBeGreaterThan(500)
    expect(kids.size).toBeGreaterThanOrEqual(3)
  })
})
