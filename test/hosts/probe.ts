// Runs on a host of a test network: it listens on ports, and tries connections to others. Each line of standard input is a JSON
// array of { address, port }. For each line, standard output gets an array that says which of them connected.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** Longer than a second, after which TCP repeats its first packet. */
const TIMEOUT_MS = 1_800

type Target = { address: string; port: number }

const ports = JSON.parse(process.argv[2] ?? '[]') as number[]

async function connects({ address, port }: Target): Promise<boolean> {
  const socket = connect({ host: address, port })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(TIMEOUT_MS) })
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

for (const port of ports) await once(createServer(socket => socket.destroy()).listen(port, '::'), 'listening')
console.log('ready')
const lines = createInterface(process.stdin)
lines.on('line', async line => {
  console.log(JSON.stringify(await Promise.all((JSON.parse(line) as Target[]).map(connects))))
})
lines.on('close', () => process.exit())
