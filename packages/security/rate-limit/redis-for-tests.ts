import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll } from 'vitest'

/** The reason to skip tests that need Redis, or false. */
export const redisMissing: string | false =
  spawnSync('redis-server', ['--version']).status === 0 ? false : 'redis-server is not on PATH'

export type RedisServer = {
  port: number
  pid: number
  start(): Promise<void>
  stop(): Promise<void>
  remove(): Promise<void>
}

/** A redis-server of its own on a free port, with its files in a temporary folder. `remove` leaves nothing behind. */
export async function startRedis(...extra: string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-redis-'))
  const args = ['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--loglevel', 'warning', ...extra]
  let child: ChildProcess | undefined
  const hasStarted = () => {
    child = spawn('redis-server', [...args, '--port', `${server.port}`], { stdio: 'ignore' })
    server.pid = child.pid ?? 0
    return serves(server.port, child)
  }
  const server: RedisServer = {
    port: await freePort(),
    pid: 0,
    async start() {
      if (!(await hasStarted())) throw new Error(`port ${server.port} is taken`)
    },
    async stop() {
      const running = child
      child = undefined
      if (running === undefined || running.exitCode !== null) return
      const ended = new Promise(resolve => running.once('exit', resolve))
      running.kill('SIGKILL')
      await ended
    },
    async remove() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  // A run that is cut short leaves no server behind.
  process.once('exit', () => child?.kill('SIGKILL'))
  // Another server may take the port first, or the one that a cluster node opens 10,000 higher.
  while (!(await hasStarted())) server.port = await freePort()
  return server
}

/**
 * Starts a server with a client before the tests of this file or `describe`, and removes both after them. Does nothing where
 * Redis is not installed.
 */
export function beforeTestsStartRedis(use: (redis: Redis, server: RedisServer) => void): void {
  let server: RedisServer | undefined
  let redis: Redis | undefined
  beforeAll(async () => {
    if (redisMissing) return
    server = await startRedis()
    redis = new Redis(server.port)
    use(redis, server)
  })
  afterAll(async () => {
    redis?.disconnect()
    await server?.remove()
  })
}

/** Six servers, three of them replicas, that form one cluster. */
export async function startCluster(): Promise<RedisServer[]> {
  const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '800', '--repl-diskless-sync-delay', '0']
  const servers = await Promise.all(Array.from({ length: 6 }, () => startRedis(...options)))
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`)
  execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'])
  const settled = async (redis: Redis) =>
    `${await redis.cluster('INFO')}`.includes('cluster_state:ok') &&
    !(await redis.info('replication')).includes('master_link_status:down')
  await Promise.all(servers.map(({ port }) => until(port, settled)))
  return servers
}

/**
 * The same client with another clock: the one place where the script asks for the time is replaced in its text, so
 * that what runs in production has no switch for it.
 */
export function withClock(redis: Redis, nowMs: () => number): Redis {
  const source = readFileSync(new URL('./admission.lua', import.meta.url), 'utf8')
  const moved = source.replace("call('TIME')", '{ ARGV[2], ARGV[3] }')
  if (moved === source) throw new Error('the script no longer asks for the time where it did')
  const evalsha = (_sha: string, ...rest: (string | number)[]) => {
    const nowUs = Math.floor(nowMs() * 1000)
    return redis.call('EVAL', moved, ...rest, Math.floor(nowUs / 1e6), nowUs % 1e6)
  }
  return new Proxy(redis, {
    get: (target, name) => (name === 'evalsha' ? evalsha : Reflect.get(target, name, target)),
  })
}

/** How often Redis has run a command since its last CONFIG RESETSTAT. */
export async function callsOf(redis: Redis, command: string): Promise<number> {
  const stats = await redis.info('commandstats')
  return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0)
}

/** Below the ports of outgoing connections, also the one that a cluster node opens 10,000 higher. */
function freePort(): Promise<number> {
  const port = randomInt(10_000, 22_000)
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(freePort()))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)))
  })
}

/** False when it has ended, as it does where its port is taken: the server that has it answers in its place. */
async function serves(port: number, child: ChildProcess): Promise<boolean> {
  const own = `process_id:${child.pid}\r`
  await until(port, async redis => child.exitCode !== null || (await redis.info('server')).includes(own))
  return child.exitCode === null
}

async function until(port: number, holds: (redis: Redis) => Promise<boolean>): Promise<void> {
  const redis = new Redis({ port, retryStrategy: () => 20, maxRetriesPerRequest: 1 })
  redis.on('error', () => {})
  try {
    while (!(await holds(redis).catch(() => false))) await new Promise(resolve => setTimeout(resolve, 20))
  } finally {
    redis.disconnect()
  }
}
