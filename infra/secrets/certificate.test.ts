import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createSelfSignedCertificate } from './certificate.ts'
import { isStillGood } from './certificate-age.ts'

const DAY_MS = 86_400_000

describe('a self-signed certificate', () => {
  it('names its hosts and addresses, and is no authority', () => {
    const { certificatePem } = createSelfSignedCertificate(['app.example', '127.0.0.1', '2001:db8::1'])
    const certificate = new X509Certificate(certificatePem)
    expect(certificate.checkHost('app.example')).toBe('app.example')
    expect(certificate.checkHost('evil.example')).toBeUndefined()
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkIP('2001:db8::1')).toBe('2001:db8::1')
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.ca).toBe(false)
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / DAY_MS
    expect(days).toBe(397)
  })

  it('is accepted by a client that trusts it, for its own name alone', async () => {
    const { certificatePem, privateKeyPem } = createSelfSignedCertificate(['localhost'])
    const server = createServer({ cert: certificatePem, key: privateKeyPem }, (_, answer) => answer.end()).listen(0)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const get = async (servername: string) => {
      const sent = request({ port, ca: certificatePem, servername, host: '127.0.0.1', agent: false }).end()
      return (await once(sent, 'response'))[0].statusCode
    }
    expect(await get('localhost')).toBe(200)
    await expect(get('evil.example')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    server.close()
  })

  it('is replaced before it expires and when its host is renamed, and not otherwise', () => {
    const { certificatePem } = createSelfSignedCertificate(['app.example'])
    expect(isStillGood(certificatePem, 'app.example')).toBe(true)
    expect(isStillGood(certificatePem, 'www.example')).toBe(false)
    expect(isStillGood(certificatePem, 'app.example', Date.now() + 370 * DAY_MS)).toBe(false)
  })
})
