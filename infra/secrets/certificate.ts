import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import * as der from './der.ts'

const DAY_MS = 86_400_000

export type Certificate = { readonly certificatePem: string; readonly privateKeyPem: string }

/**
 * A certificate that signs itself (RFC 5280), for these names and addresses, until a real one takes its place.
 * Browsers warn about it, rightly: nobody vouches for it. 397 days is the longest that they accept of any.
 */
export function createSelfSignedCertificate(hosts: readonly string[], now = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.utf8(hosts[0] ?? 'localhost'))))
  const ecdsaWithSha256 = der.sequence(der.oid('1.2.840.10045.4.3.2'))
  const toBeSigned = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))), // version 3
    der.integer(randomBytes(16)),
    ecdsaWithSha256,
    name,
    der.sequence(der.time(now - DAY_MS), der.time(now + 396 * DAY_MS)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der.explicit(3, der.sequence(subjectAlternativeNames(hosts), notAnAuthority())),
  )
  const signature = sign('sha256', toBeSigned, { key: privateKey, dsaEncoding: 'der' })
  const certificate = der.sequence(toBeSigned, ecdsaWithSha256, der.bitString(signature))
  return {
    certificatePem: pem('CERTIFICATE', certificate),
    privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}

/** Section 4.2.1.6: the only names that browsers compare. */
function subjectAlternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map(host =>
    isIP(host) ? der.implicit(7, addressBytes(host)) : der.implicit(2, Buffer.from(host, 'ascii')),
  )
  return der.sequence(der.oid('2.5.29.17'), der.octetString(der.sequence(...names)))
}

/** Section 4.2.1.9: whoever trusts this certificate trusts it for these hosts, and for nothing that it might sign. */
function notAnAuthority(): Buffer {
  return der.sequence(der.oid('2.5.29.19'), der.boolean(true), der.octetString(der.sequence()))
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const groups = (text: string) => text.split(':').filter(group => group !== '')
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail ?? '')]
  return Buffer.from(all.map(group => group.padStart(4, '0')).join(''), 'hex')
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}
