import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type SourceAddress = { proxy: string; stop: () => void }

const noAuthentication = Buffer.from([5, 0])
const granted = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
const refused = Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0])
const domainName = 3

/**
 * A SOCKS proxy (RFC 1928) to servers on loopback, whose connections come from the address that `from` names: limits count by
 * address, and cases must not use up each other's. Chromium itself cannot choose.
 */
export async function startSourceAddress(from: () => string | undefined): Promise<SourceAddress> {
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    keep(client)
    serve(client).catch(() => client.destroy())
  })

  async function serve(client: Socket): Promise<void> {
    client.once('data', () => client.write(noAuthentication))
    await once(client, 'data')
    const [request] = (await once(client, 'data')) as [Buffer]
    const { host, port } = readTarget(request)
    // Chromium looks for its maker's servers, too.
    if (!/^127\.|(^|\.)localhost$/.test(host)) {
      client.end(refused)
      return
    }
    const localAddress = from()
    const target = connect({ host: '127.0.0.1', port, ...(localAddress && { localAddress }) }, () => {
      client.write(granted)
      client.pipe(target).pipe(client)
    })
    keep(target)
    target.on('close', () => client.destroy())
  }

  function keep(socket: Socket): void {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }

  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const stop = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { proxy: `socks5://127.0.0.1:${port}`, stop }
}

/** The address is four bytes, or a name with its length before it. */
function readTarget(request: Buffer): { host: string; port: number } {
  const isName = request[3] === domainName
  const start = isName ? 5 : 4
  const end = start + (isName ? request.readUInt8(4) : 4)
  const address = request.subarray(start, end)
  return { host: isName ? address.toString() : address.join('.'), port: request.readUInt16BE(end) }
}
