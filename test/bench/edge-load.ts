import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as secure, type TLSSocket } from 'node:tls'
import type { LoadResult } from './load.ts'
import { isWhole, statusOf } from './raw-response.ts'

/** First `open`, then `run`: handshakes are no requests, and are over before anything counts. */
export type EdgeLoad =
  | { step: 'open'; port: number; certificatePem: string; connections: number }
  | { step: 'run'; request: string; together: number; perConnection: number; mostMs: number }

let sockets: TLSSocket[] = []
let addresses = 0

/**
 * Each connection comes from an address of its own, with a new one in each run, and asks fewer than an address may: the
 * edge is measured with its limits, and none of them answers.
 */
async function open({ port, certificatePem, connections }: Extract<EdgeLoad, { step: 'open' }>): Promise<object> {
  for (const socket of sockets) socket.destroy()
  sockets = await Promise.all(Array.from({ length: connections }, () => openOne(port, certificatePem)))
  return {}
}

async function openOne(port: number, ca: string): Promise<TLSSocket> {
  addresses += 1
  const localAddress = `127.${1 + ((addresses >> 16) & 127)}.${(addresses >> 8) & 255}.${addresses & 255}`
  const plain = connect({ host: '127.0.0.1', port, localAddress }).setNoDelay()
  const socket = secure({ socket: plain, servername: 'localhost', ca }).setEncoding('latin1')
  await once(socket, 'secureConnect')
  return socket
}

async function run(load: Extract<EdgeLoad, { step: 'run' }>): Promise<LoadResult> {
  const { request, together, perConnection, mostMs } = load
  const bytes = Buffer.from(request)
  const byStatus: Record<string, number> = {}
  const startMs = performance.now()
  const callers = Array.from({ length: together }, async (_, caller) => {
    const own = sockets.filter((_, index) => index % together === caller)
    for (let call = 0; call < own.length * perConnection && performance.now() - startMs < mostMs; call += 1) {
      const status = await callOnce(own[call % own.length] as TLSSocket, bytes)
      byStatus[status] = (byStatus[status] ?? 0) + 1
    }
  })
  await Promise.all(callers)
  const count = Object.values(byStatus).reduce((sum, each) => sum + each, 0)
  return { count, ms: performance.now() - startMs, byStatus }
}

function callOnce(socket: TLSSocket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const onData = (chunk: string) => {
      received += chunk
      if (isWhole(received)) end(() => resolve(statusOf(received)))
    }
    const onClose = () => end(() => reject(new Error('the server closed a connection')))
    const end = (settle: () => void) => {
      socket.off('data', onData).off('close', onClose)
      settle()
    }
    socket.on('data', onData).on('close', onClose)
    socket.write(request)
  })
}

process.on('message', async (load: EdgeLoad) => process.send?.(await (load.step === 'open' ? open(load) : run(load))))
