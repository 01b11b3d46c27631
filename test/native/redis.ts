import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startServer } from './server-process.ts'

export type NativeRedis = {
  readonly url: string
  readonly port: number
  /** Ends it without a word, as a crash does; it keeps nothing. */
  readonly kill: () => Promise<void>
  /** Starts it again where it was. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts Redis on a free port, with a password, in a folder of its own that stop() removes. */
export async function startRedis(): Promise<NativeRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-redis-'))
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const settings = [`port ${port}`, 'bind 127.0.0.1', `requirepass ${password}`, `dir ${folder}`, 'save ""']
  await writeFile(join(folder, 'redis.conf'), `${settings.join('\n')}\n`, { mode: 0o600 })
  const logFile = join(folder, 'redis.log')
  const args = [join(folder, 'redis.conf')]
  const start = () => startServer({ command: 'redis-server', args, port, logFile, stopSignal: 'SIGKILL' })
  let server = await start()
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    port,
    kill: () => server.stop(),
    start: async () => {
      server = await start()
    },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
