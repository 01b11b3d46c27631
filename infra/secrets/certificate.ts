import { createPrivateKey, type webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
// The library below finds its parts with it.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { dayMs } from './certificate-age.ts'

const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export type Certificate = { readonly certificatePem: string; readonly privateKeyPem: string }

/** Its subject: a server by all its hosts and addresses, `*.example.org` among them, or a client by its name. */
export type Holder = { readonly hosts: readonly string[] } | { readonly client: string }

/**
 * A certificate that signs itself (RFC 5280), for these names and addresses, until a real one takes its place.
 * Browsers warn about it, because no authority signed it. A client that trusts it trusts it for these hosts, and for nothing
 * that it might sign.
 */
export async function createSelfSignedCertificate(hosts: readonly string[], now = Date.now()): Promise<Certificate> {
  const keys = await createKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    keys,
    name: [{ CN: [hosts[0] ?? 'localhost'] }],
    ...leafLifetime(now),
    extensions: leafExtensions({ hosts }),
  })
  return toPem(certificate, keys.privateKey)
}

/** The authority that signs certificates inside one deployment, and cannot create another authority. */
export async function createAuthority(name: string, now = Date.now()): Promise<Certificate> {
  const keys = await createKeys()
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    keys,
    name: [{ CN: [name] }],
    ...lifetime(now, 3_650),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return toPem(certificate, keys.privateKey)
}

export async function issueCertificate(authority: Certificate, holder: Holder, now = Date.now()): Promise<Certificate> {
  const keys = await createKeys()
  const issuer = new x509.X509Certificate(authority.certificatePem)
  const certificate = await x509.X509CertificateGenerator.create({
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(authority.privateKeyPem).toCryptoKey(p256, false, ['sign']),
    issuer: issuer.subjectName,
    subject: [{ CN: ['hosts' in holder ? (holder.hosts[0] ?? 'localhost') : holder.client] }],
    ...leafLifetime(now),
    extensions: [...leafExtensions(holder), await x509.AuthorityKeyIdentifierExtension.create(issuer)],
  })
  return toPem(certificate, keys.privateKey)
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(p256, true, ['sign', 'verify'])
}

/** 397 days is the longest that browsers accept. A day of it has passed, for clocks that are slow. */
function leafLifetime(now: number) {
  return lifetime(now, 397)
}

function lifetime(now: number, days: number) {
  const notBefore = new Date(now - dayMs)
  return { notBefore, notAfter: new Date(notBefore.getTime() + days * dayMs), signingAlgorithm: p256 }
}

/** Section 4.2.1.6: browsers compare only these names. Section 4.2.1.12: a server's certificate lets no client in. */
function leafExtensions(holder: Holder): x509.Extension[] {
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage
  const names = 'hosts' in holder ? holder.hosts : []
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension(['hosts' in holder ? serverAuth : clientAuth]),
    ...(names.length === 0
      ? []
      : [new x509.SubjectAlternativeNameExtension(names.map(value => ({ type: isIP(value) ? 'ip' : 'dns', value })))]),
  ]
}

async function toPem(certificate: x509.X509Certificate, key: webcrypto.CryptoKey): Promise<Certificate> {
  const privateKey = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
  return {
    certificatePem: `${certificate.toString('pem')}\n`,
    privateKeyPem: `${x509.PemConverter.encode(privateKey, 'PRIVATE KEY')}\n`,
  }
}
