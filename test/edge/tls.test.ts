import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createSelfSignedCertificate } from '../../infra/secrets/certificate.ts'
import { freePort, type NativeEdge, startEdge } from '../support/native/index.ts'
import { shakeHands } from '../support/tls-handshake.ts'

/** Of TLS 1.2: without forward secrecy, with CBC (Lucky Thirteen), without encryption. */
const weak = ['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384', 'NULL']
const upTo = (maxVersion: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2') => ({ maxVersion })
const only = (cipher: string) => ({ ...upTo('TLSv1.2'), ciphers: `${cipher}:@SECLEVEL=0` })

let edge: NativeEdge
let ca: string

beforeAll(async () => {
  edge = await startEdge({ upstreamPort: await freePort() })
  ca = edge.certificatePem
})
afterAll(() => edge?.stop())

describe('[S93] TLS of the edge', () => {
  it('is 1.3, or 1.2 with a cipher that has forward secrecy and authenticates what it encrypts', async () => {
    expect(await shakeHands(edge.port, { ca })).toMatch(/^TLSv1\.3 /)
    expect(await shakeHands(edge.port, { ca, ...upTo('TLSv1.2') })).toMatch(
      /^TLSv1\.2 TLS_ECDHE_ECDSA_\w+_(?:GCM|POLY1305)/,
    )
  })

  it.each(['TLSv1', 'TLSv1.1'] as const)('is not %s', async version => {
    expect(await shakeHands(edge.port, { ca, ...upTo(version) })).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
  })

  it.each(weak)('is not 1.2 with %s', async cipher => {
    expect(await shakeHands(edge.port, { ca, ...only(cipher) })).toMatch(/HANDSHAKE_FAILURE$/)
  })

  it('shows no certificate for a host that it does not serve', async () => {
    const options = { ca, servername: 'palisade.example' }
    expect(await shakeHands(edge.port, options)).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('is refused above by the edge: the same client agrees on TLS 1.1 with a server that allows it', async () => {
    const { certificatePem, privateKeyPem } = await createSelfSignedCertificate(['localhost'])
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const
    const server = createServer({ cert: certificatePem, key: privateKeyPem, ...old }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await shakeHands(port, { ca: certificatePem, ...upTo('TLSv1.1') })).toMatch(
      /^TLSv1\.1 TLS_ECDHE_ECDSA_\w+_CBC_SHA$/,
    )
  })
})
