import { createPublicKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestOptions, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type Certificate, createAuthority, createSelfSignedCertificate, issueCertificate } from './certificate.ts'
import { dayMs, expiryOf, isStillGood, isVouchedFor } from './certificate-age.ts'

/** What a client with these settings gets from a server with those. */
async function ask({ certificatePem, privateKeyPem }: Certificate, server: object, client: RequestOptions) {
  const settings = { cert: certificatePem, key: privateKeyPem, ...server }
  const listening = createServer(settings, (_, answer) => answer.end()).listen(0)
  listening.on('tlsClientError', () => {})
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  try {
    const sent = request({ port, host: '127.0.0.1', servername: 'localhost', agent: false, ...client }).end()
    return (await once(sent, 'response'))[0].statusCode
  } finally {
    listening.close()
  }
}

describe('a self-signed certificate', () => {
  it('names its hosts and addresses, and cannot sign other certificates', async () => {
    const hosts = ['app.example', '*.app.example', '127.0.0.1', '2001:db8::1']
    const { certificatePem, privateKeyPem } = await createSelfSignedCertificate(hosts)
    const certificate = new X509Certificate(certificatePem)
    expect(certificate.checkHost('app.example')).toBe('app.example')
    expect(certificate.checkHost('acme.app.example')).toBe('*.app.example')
    expect(certificate.checkHost('evil.example')).toBeUndefined()
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkIP('2001:db8::1')).toBe('2001:db8::1')
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.ca).toBe(false)
    expect(certificate.publicKey.equals(createPublicKey(privateKeyPem))).toBe(true)
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / dayMs
    expect(days).toBe(397)
  })

  it('is accepted by a client that trusts it, for its own name only', async () => {
    const own = await createSelfSignedCertificate(['localhost'])
    expect(await ask(own, {}, { ca: own.certificatePem })).toBe(200)
    const elsewhere = ask(own, {}, { ca: own.certificatePem, servername: 'evil.example' })
    await expect(elsewhere).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  })
})

describe('a certificate of an authority', () => {
  it('is accepted by clients that trust the authority, and not by those that trust another of the same name', async () => {
    const [authority, other] = [await createAuthority('inside'), await createAuthority('inside')]
    const issued = await issueCertificate(authority, { hosts: ['localhost'] })
    expect(await ask(issued, {}, { ca: authority.certificatePem })).toBe(200)
    await expect(ask(issued, {}, { ca: other.certificatePem })).rejects.toMatchObject({ code: expect.any(String) })
  })

  it('[S52] is accepted from a client only if it is a client certificate of the right authority', async () => {
    const [servers, clients] = [await createAuthority('servers'), await createAuthority('clients')]
    const server = await issueCertificate(servers, { hosts: ['localhost'] })
    const admin = await issueCertificate(clients, { client: 'admin' })
    const strict = { requestCert: true, rejectUnauthorized: true, ca: clients.certificatePem }
    const as = ({ certificatePem: cert, privateKeyPem: key }: Certificate) =>
      ask(server, strict, { ca: servers.certificatePem, cert, key })
    expect(await as(admin)).toBe(200)
    await expect(as(await issueCertificate(clients, { hosts: ['localhost'] }))).rejects.toThrow()
    await expect(as(await issueCertificate(servers, { client: 'admin' }))).rejects.toThrow()
    // One that was issued cannot issue others.
    await expect(as(await issueCertificate(admin, { client: 'root' }))).rejects.toThrow()
  })
})

it('is as old as the certificate of a chain that expires first', async () => {
  const authority = await createAuthority('inside')
  const { certificatePem } = await issueCertificate(authority, { hosts: ['redis'] })
  const expected = Date.parse(new X509Certificate(certificatePem).validTo)
  expect(expiryOf(certificatePem + authority.certificatePem)).toBe(expected)
  expect(expiryOf(authority.certificatePem + certificatePem)).toBe(expected)
  expect(() => expiryOf('nothing')).toThrow('no certificate')
})

describe('a certificate is kept', () => {
  it('until half of its life is over, or it lacks a name', async () => {
    const { certificatePem } = await createSelfSignedCertificate(['app.example', '*.app.example'])
    const is = (hosts: string[], days = 0) => isStillGood(certificatePem, { hosts }, Date.now() + days * dayMs)
    expect(is(['app.example', '*.app.example'])).toBe(true)
    expect(is(['app.example'], 190)).toBe(true)
    expect(is(['app.example'], 200)).toBe(false)
    expect(is(['app.example', 'acme.app.example'])).toBe(false)
  })

  it('only if the same authority signed it', async () => {
    const [authority, other] = [await createAuthority('inside'), await createAuthority('inside')]
    const { certificatePem } = await issueCertificate(authority, { hosts: ['redis'] })
    expect(isStillGood(certificatePem, { hosts: ['redis'], authorityPem: authority.certificatePem })).toBe(true)
    expect(isStillGood(certificatePem, { hosts: ['redis'], authorityPem: other.certificatePem })).toBe(false)
    expect(isVouchedFor(certificatePem)).toBe(true)
    expect(isVouchedFor(authority.certificatePem)).toBe(false)
  })
})
