import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** The length of ReadyForQuery, with which a server ends each of its answers (PostgreSQL documentation, 54.7). */
const readyBytes = 6

/** Passes on what a database sends, and the end of each answer 100 ms later, as a slow network may. */
export async function startLateProxy(databaseUrl: string): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const url = new URL(databaseUrl)
  const [port, host] = [Number(url.port), url.hostname]
  const server = createServer(client => {
    const database = connect(port, host)
    client.on('data', data => void database.write(data))
    client.on('close', () => void database.destroy())
    sendLate(database, client).catch(() => client.destroy())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return { url: url.href, stop: () => once(server.close(), 'close') }
}

async function sendLate(database: Socket, client: Socket): Promise<void> {
  for await (const chunk of database as AsyncIterable<Buffer>) {
    const end = Math.max(0, chunk.length - readyBytes)
    client.write(chunk.subarray(0, end))
    await sleep(100)
    client.write(chunk.subarray(end))
  }
  client.end()
}
