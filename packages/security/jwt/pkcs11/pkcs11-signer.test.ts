import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyRingFromSigner } from '../index.ts'
import { audience, createPair, issuer, startMs, subject } from '../keys-for-tests.ts'
import { createPkcs11Signer } from './pkcs11-signer.ts'

const modulePath = '/usr/lib/softhsm/libsofthsm2.so'
const installed = existsSync(modulePath) && existsSync('/usr/bin/softhsm2-util') && existsSync('/usr/bin/pkcs11-tool')
const title = installed ? '[S15] SoftHSM' : '[S15] SoftHSM (skipped: apt-get install softhsm2 opensc)'
const token = { modulePath, tokenLabel: 'palisade', pin: '1234' }

describe.skipIf(!installed)(title, () => {
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palisade-hsm-'))
    await mkdir(join(folder, 'tokens'))
    await writeFile(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`)
    process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf')
    const run = (program: string, args: string) => execFileSync(program, args.split(' '), { stdio: 'pipe' })
    run('softhsm2-util', '--init-token --free --label palisade --pin 1234 --so-pin 5678')
    const makeKey = `--module ${modulePath} --token-label palisade --login --pin 1234 --keypairgen`
    run('pkcs11-tool', `${makeKey} --key-type EC:edwards25519 --label tokens-ed --id 01`)
    run('pkcs11-tool', `${makeKey} --key-type EC:prime256v1 --label tokens-ec --id 02`)
    run('pkcs11-tool', `${makeKey} --key-type EC:prime256v1 --label leaky --id 03 --extractable`)
  })

  afterAll(() => rm(folder, { recursive: true }))

  for (const [keyLabel, alg] of [
    ['tokens-ed', 'Ed25519'],
    ['tokens-ec', 'ES256'],
  ] as const) {
    it(`signs ${alg} tokens with a key that was made in the device and never left it`, async () => {
      const signer = createPkcs11Signer({ ...token, keyLabel, alg })
      const { tokens, verifier } = createPair(keyRingFromSigner(signer))
      const issued = await tokens.issue(subject)
      expect(await verifier.verify(issued.token)).toMatchObject({ ok: true, claims: { jti: issued.jti } })
      const options = { issuer, audience, typ: 'at+jwt', currentDate: new Date(startMs) }
      expect((await jwtVerify(issued.token, signer.publicJwk as never, options)).payload.jti).toBe(issued.jti)
      signer.close()
      await expect(tokens.issue(subject)).rejects.toMatchObject({ code: 'device' })
    })
  }

  it('opens two keys of one token side by side', async () => {
    const first = createPkcs11Signer({ ...token, keyLabel: 'tokens-ed', alg: 'EdDSA' })
    const second = createPkcs11Signer({ ...token, keyLabel: 'tokens-ec', alg: 'ES256' })
    expect(await Promise.all([first, second].map(signer => signer.sign(Buffer.from('x'))))).toHaveLength(2)
    first.close()
    second.close()
  })

  it('refuses a key that could be taken out of the device', () => {
    const open = () => createPkcs11Signer({ ...token, keyLabel: 'leaky', alg: 'ES256' })
    expect(open).toThrow(expect.objectContaining({ code: 'extractable-key' }))
  })

  it('reports a wrong token, key, key type or PIN', () => {
    const good = { ...token, keyLabel: 'tokens-ed', alg: 'Ed25519' } as const
    const wrong = [
      ['unknown-key', { ...good, tokenLabel: 'absent' }],
      ['unknown-key', { ...good, keyLabel: 'absent' }],
      ['mixed-key', { ...good, alg: 'ES256' }],
      ['device', { ...good, pin: '0000' }],
    ] as const
    for (const [code, options] of wrong) {
      expect(() => createPkcs11Signer(options)).toThrow(expect.objectContaining({ code }))
    }
  })
})
