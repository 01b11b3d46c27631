import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect } from 'node:tls'

/** Whatever a server may want: the client itself refuses no old protocol and no weak cipher. */
const anything = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const

/** What was agreed on, such as `TLSv1.3 TLS_AES_128_GCM_SHA256`, or the code of the error. */
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

/** PostgreSQL talks TLS once it was asked to, and has said `S` (PostgreSQL's protocol, SSLRequest). */
export async function askForTls(socket: Socket): Promise<void> {
  socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]))
  const [answer] = await once(socket, 'data')
  if (String(answer) !== 'S') throw new Error('the database does not encrypt')
}
