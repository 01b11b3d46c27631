import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, expect, test, vi } from 'vitest'
import { encodeFrame } from '../../apps/api/src/observability/waf-log/relp-frames.ts'
import { startRelpReceiver } from '../../apps/api/src/observability/waf-log/relp-receiver.ts'
import { type Certificate, createAuthority, issueCertificate } from '../../infra/secrets/certificate.ts'
import { freePort } from '../support/native/index.ts'

const [authority, other] = [await createAuthority('shippers'), await createAuthority('shippers')]
const server = await issueCertificate(authority, { hosts: ['api'] })
const issueTo = (client: string, issuer = authority) => issueCertificate(issuer, { client })
const shipper = await issueTo('edge-waf')
const message = encodeFrame({ transaction: 2, command: 'syslog', data: 'a block' })
const session = encodeFrame({ transaction: 1, command: 'open', data: 'commands=syslog' }) + message

const undo: (() => void)[] = []
afterEach(() => {
  for (const step of undo.splice(0)) step()
})

async function startReceiver(bounds: { mostConnections?: number; frameMs?: number; logEveryMs?: number } = {}) {
  const port = await freePort()
  const [received, refused]: [string[], { reason: string; suppressed: number }[]] = [[], []]
  const receiver = await startRelpReceiver({
    host: '127.0.0.1',
    port,
    cert: server.certificatePem,
    key: server.privateKeyPem,
    ca: authority.certificatePem,
    shippers: ['edge-waf'],
    onMessage: async text => void received.push(text),
    logger: { warn: (line: never) => void refused.push(line) } as never,
    bounds: { logEveryMs: 0, ...bounds },
  })
  undo.push(receiver.close)
  return { port, received, refused, close: receiver.close }
}

/** A connection that sends `text`, and what it gets until it ends. */
function send(port: number, text: string, certificate?: Certificate, options: object = {}) {
  const identity = certificate && { cert: certificate.certificatePem, key: certificate.privateKeyPem }
  const trusted = { ca: authority.certificatePem, servername: 'api' }
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', ...trusted, ...identity, ...options })
  undo.push(() => socket.destroy())
  let answers = ''
  socket.setEncoding('utf8').on('data', chunk => {
    answers += chunk
  })
  const ended = new Promise<void>(resolve => socket.once('close', () => resolve()))
  socket.on('error', () => {})
  socket.write(text)
  return { socket, ended, answers: () => answers }
}

test('a shipper of the right authority sends messages over TLS 1.3', async () => {
  const { port, received, refused } = await startReceiver()
  const { socket, answers } = send(port, session, shipper)
  await vi.waitFor(() => expect(answers()).toContain('2 rsp 6 200 OK'))
  expect(socket.getProtocol()).toBe('TLSv1.3')
  expect(received).toEqual(['a block'])
  expect(refused).toEqual([])
})

test.each<[string, () => Promise<Certificate | undefined>, string]>([
  ['no certificate', async () => undefined, 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE'],
  ['one of another authority of the same name', () => issueTo('edge-waf', other), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['the certificate of a node, which is for servers', async () => server, 'INVALID_PURPOSE'],
  ['one of the same authority for another service', () => issueTo('redis'), 'not the certificate of a shipper'],
  [
    'one that a shipper has issued',
    async () => issueTo('edge-waf', await issueTo('redis')),
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
])('[S62] a forged block from a client with %s is refused', async (_, certificate, reason) => {
  const { port, received, refused } = await startReceiver()
  const { ended, answers } = send(port, session, await certificate())
  await ended
  await vi.waitFor(() => expect(refused).toEqual([expect.objectContaining({ reason })]))
  expect(answers()).toBe('')
  expect(received).toEqual([])
})

test('[S93] TLS 1.2 is refused', async () => {
  const { port, received, refused } = await startReceiver()
  await send(port, session, shipper, { maxVersion: 'TLSv1.2' }).ended
  await vi.waitFor(() => expect(refused).toHaveLength(1))
  expect(received).toEqual([])
})

test('a shipper that sends what is no RELP is cut off, and others are not', async () => {
  const { port, received, refused } = await startReceiver()
  const honest = send(port, session, shipper)
  await vi.waitFor(() => expect(received).toHaveLength(1))
  await send(port, 'GET / HTTP/1.1\r\n\r\n', shipper).ended
  honest.socket.write(message)
  await vi.waitFor(() => expect(received).toHaveLength(2))
  expect(refused).toEqual([expect.objectContaining({ reason: 'not a RELP frame' })])
})

test('connections beyond the bound are closed at once, and those that do not finish the handshake in time', async () => {
  const { port, received, refused } = await startReceiver({ mostConnections: 2, frameMs: 1_000 })
  const silent = [1, 2].map(() => connectTcp(port, '127.0.0.1'))
  for (const socket of silent) undo.push(() => socket.destroy())
  const closed = silent.map(socket => once(socket.resume(), 'close'))
  await Promise.all(silent.map(socket => once(socket, 'connect')))
  await send(port, session, shipper).ended
  expect(refused).toEqual([expect.objectContaining({ reason: 'too many connections' })])

  await Promise.all(closed)
  send(port, session, shipper)
  await vi.waitFor(() => expect(received).toEqual(['a block']))
})

test('many refused connections cause one line in the log', async () => {
  const { port, refused } = await startReceiver({ logEveryMs: 500 })
  for (let i = 0; i < 5; i++) await send(port, session).ended
  await vi.waitFor(async () => {
    await send(port, session).ended
    expect(refused.length).toBeGreaterThan(1)
  })
  expect(refused[0]).toMatchObject({ suppressed: 0 })
  expect(refused[1]?.suppressed).toBeGreaterThanOrEqual(4)
  expect(refused).toHaveLength(2)
})

test('a node that stops ends its sessions', async () => {
  const { port, received, close } = await startReceiver()
  const { ended, answers } = send(port, session, shipper)
  await vi.waitFor(() => expect(received).toHaveLength(1))
  close()
  await ended
  expect(answers()).toContain('0 serverclose 0\n')
})
