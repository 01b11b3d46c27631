import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { connect, createServer, type NetConnectOpts } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const START_MS = 60_000
const STOP_MS = 30_000

export type ServerProcess = {
  readonly pid: number
  /** Sends a signal, and resolves to the exit code when the process has ended; null when the signal ended it. */
  readonly kill: (signal: NodeJS.Signals) => Promise<number | null>
  readonly stop: () => Promise<void>
}

type Start = {
  readonly command: string
  readonly args: readonly string[]
  readonly port: number
  /** Whether it is ready. Default: whether its port accepts connections. */
  readonly isReady?: () => Promise<boolean>
  /** The file for the server's output. If the server does not start, the error contains the end of it. */
  readonly logFile: string
  readonly env?: NodeJS.ProcessEnv
  readonly uid?: number | undefined
  readonly gid?: number | undefined
  /** The signal that stops it gracefully. */
  readonly stopSignal?: NodeJS.Signals
}

/**
 * Starts one server and waits until it is ready. It is stopped by its own process id.
 * @throws Error with the end of its log when it exits or does not become ready
 */
export async function startServer({
  command,
  args,
  port,
  isReady = () => takesConnections({ port, host: '127.0.0.1' }),
  logFile,
  env,
  uid,
  gid,
  stopSignal,
}: Start): Promise<ServerProcess> {
  const log = openSync(logFile, 'a')
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    ...(env && { env }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  })
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`${command} stopped with ${code}\n${tail(logFile)}`)))
  })
  failed.catch(() => {})
  await Promise.race([failed, waitUntilReady(isReady, `${command} on port ${port}`, logFile)]).catch(async error => {
    await stop(child, 'SIGKILL')
    throw error
  })
  return { pid: child.pid ?? 0, kill: signal => kill(child, signal), stop: () => stop(child, stopSignal ?? 'SIGTERM') }
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit')
  child.kill(signal)
  return (await exited)[0]
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const exited = once(child, 'exit')
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await exited
  clearTimeout(timer)
}

async function waitUntilReady(isReady: () => Promise<boolean>, server: string, logFile: string): Promise<void> {
  const end = Date.now() + START_MS
  while (Date.now() < end) {
    if (await isReady()) return
    await sleep(50)
  }
  throw new Error(`${server} is not ready\n${tail(logFile)}`)
}

/** Whether a TCP port or a Unix socket accepts a connection. */
export async function takesConnections(address: NetConnectOpts): Promise<boolean> {
  const socket = connect(address)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** The last lines of a log. */
export function tail(logFile: string, lines = 30): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
}

const [LOWEST_PORT, HIGHEST_PORT] = [10_000, 32_000]
const WORKERS = 16
const given = new Set<number>()

/**
 * A port that nobody listens on now, below those that the system gives to outgoing connections: one of them could take it
 * before the server does, or while the server is down. Nobody gets it twice, and workers of Vitest never get the same one.
 */
export async function freePort(): Promise<number> {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % WORKERS
  const port = LOWEST_PORT + randomInt((HIGHEST_PORT - LOWEST_PORT) / WORKERS) * WORKERS + worker
  if (given.has(port)) return freePort()
  given.add(port)
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return freePort()
  }
  server.close()
  await once(server, 'close')
  return port
}
