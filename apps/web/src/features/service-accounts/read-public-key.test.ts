import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { readPublicKey } from './read-public-key.ts'

const pairs = {
  Ed25519: generateKeyPairSync('ed25519'),
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RSA: generateKeyPairSync('rsa', { modulusLength: 2048 }),
}

test.each(Object.entries(pairs))('[P6] a public key of %s reads alike from PEM and from a JWK', async (_kind, pair) => {
  const jwk = pair.publicKey.export({ format: 'jwk' })
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  expect(await readPublicKey(`some text\n${pem}`)).toEqual({ ok: true, jwk })
  expect(await readPublicKey(JSON.stringify({ ...jwk, use: 'sig', key_ops: ['verify'] }))).toEqual({ ok: true, jwk })
})

test.each(Object.entries(pairs))('[P6] a private key of %s is refused', async (_kind, { privateKey }) => {
  const fault = expect.stringContaining('private key')
  for (const text of [
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    JSON.stringify(privateKey.export({ format: 'jwk' })),
  ]) {
    expect(await readPublicKey(text)).toEqual({ ok: false, fault })
  }
})

test.each(['', 'ssh-ed25519 AAAA', '{}', '[]', 'null', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'])(
  'what is no key is refused: %s',
  async text => {
    expect(await readPublicKey(text)).toMatchObject({ ok: false })
  },
)
