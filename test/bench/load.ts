import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { isWhole, statusOf } from './raw-response.ts'

/** A bounded load: it ends after `most` requests or `mostMs`, whichever comes first. */
export type Load = { port: number; connections: number; requests: string[]; most: number; mostMs: number }

export type LoadResult = { count: number; ms: number; byStatus: Record<string, number> }

type Progress = { left: number; endMs: number; byStatus: Record<string, number> }

/**
 * Keeps one request in hand on each connection. It does little more than write bytes that are ready and look for the
 * end of the answer, so that on its own processor it never is what the server waits for.
 */
async function run({ port, connections, requests, most, mostMs }: Load): Promise<LoadResult> {
  const bytes = requests.map(request => Buffer.from(request))
  const startMs = performance.now()
  const progress: Progress = { left: most, endMs: startMs + mostMs, byStatus: {} }
  const callers = Array.from({ length: connections }, async (_, caller) => {
    const own = bytes.length < connections ? bytes : bytes.filter((_, index) => index % connections === caller)
    const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1')
    await once(socket, 'connect')
    await callInTurn(socket, own, progress)
  })
  await Promise.all(callers)
  const count = Object.values(progress.byStatus).reduce((sum, each) => sum + each, 0)
  return { count, ms: performance.now() - startMs, byStatus: progress.byStatus }
}

function callInTurn(socket: Socket, requests: readonly Buffer[], progress: Progress): Promise<void> {
  return new Promise((resolve, reject) => {
    let turn = 0
    let received = ''
    const callNext = () => {
      const isOver = progress.left <= 0 || performance.now() >= progress.endMs
      progress.left -= 1
      if (isOver) socket.end(resolve)
      else socket.write(requests[turn++ % requests.length] ?? '')
    }
    socket.on('data', chunk => {
      received += chunk
      if (!isWhole(received)) return
      const status = statusOf(received)
      progress.byStatus[status] = (progress.byStatus[status] ?? 0) + 1
      received = ''
      callNext()
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the server closed a connection')))
    callNext()
  })
}

process.on('message', async (load: Load) => process.send?.(await run(load)))
