import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

const hourMs = 3_600_000

export const dayMs = 24 * hourMs

/** ACME renews 30 days before the end, so renewal has failed for more than a week. */
export const warnBeforeMs = 21 * dayMs

type Wanted = {
  /** All the names that it has to have. Default: none. */
  readonly hosts?: readonly string[]
  /** The one who has to have signed it. Default: the certificate itself. */
  readonly authorityPem?: string
}

/**
 * Whether to keep a certificate: it has the right issuer, all names, and at least half of its lifetime left, so
 * that a deployment that starts again once in half a year never meets one that has expired.
 */
export function isStillGood(pem: string, { hosts = [], authorityPem = pem }: Wanted = {}, now = Date.now()): boolean {
  const certificate = new X509Certificate(pem)
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  return (
    certificate.verify(new X509Certificate(authorityPem).publicKey) &&
    hosts.every(host => isNamed(certificate, host)) &&
    now < (from + to) / 2
  )
}

/**
 * When the first certificate of a PEM file expires, in milliseconds.
 * @throws Error when it contains none
 */
export function expiryOf(pem: string): number {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? []
  if (certificates.length === 0) throw new Error('no certificate')
  return Math.min(...certificates.map(text => Date.parse(new X509Certificate(text).validTo)))
}

/** Somebody else vouches for it: it is theirs to renew. */
export function isVouchedFor(pem: string): boolean {
  const certificate = new X509Certificate(pem)
  return !certificate.verify(certificate.publicKey)
}

function isNamed(certificate: X509Certificate, host: string): boolean {
  if (isIP(host)) return certificate.checkIP(host) !== undefined
  return (certificate.subjectAltName ?? '').split(', ').includes(`DNS:${host}`)
}
