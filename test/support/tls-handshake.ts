import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'

/** The client accepts old protocols and weak ciphers, so that only the server can refuse them. */
const anything = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const

/** Returns the protocol and cipher that both agree on, such as `TLSv1.3 TLS_AES_128_GCM_SHA256`, or the code of the error. */
export async function shakeHands(port: number, options: ConnectionOptions, begin?: (socket: Socket) => Promise<void>) {
  const socket = connectTcp(port, '127.0.0.1')
  await once(socket, 'connect')
  await begin?.(socket)
  const encrypted = connect({ socket, servername: 'localhost', ...anything, ...options })
  try {
    await once(encrypted, 'secureConnect')
    return `${encrypted.getProtocol()} ${encrypted.getCipher().standardName}`
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code)
  } finally {
    encrypted.destroy()
  }
}

/** Asks PostgreSQL for TLS, as its protocol requires before the handshake (SSLRequest, answered with `S`). */
export async function askForTls(socket: Socket): Promise<void> {
  socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]))
  const [answer] = await once(socket, 'data')
  if (String(answer) !== 'S') throw new Error('the database does not encrypt')
}
