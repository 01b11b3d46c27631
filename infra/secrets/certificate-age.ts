import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

const MONTH_MS = 30 * 86_400_000

/**
 * Whether a certificate can stay. Only one that signed itself is ever replaced: before it expires, or when the host
 * has another name. One that somebody vouches for is theirs to renew.
 */
export function isStillGood(pem: string, host: string, now = Date.now()): boolean {
  const certificate = new X509Certificate(pem)
  if (!certificate.verify(certificate.publicKey)) return true
  const named = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)
  return named !== undefined && Date.parse(certificate.validTo) - now > MONTH_MS
}
