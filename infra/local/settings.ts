import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartError } from './start-error.ts'

/**
 * `npm start` reads PORT and what begins with PALISADE_, and nothing else: a machine may export HOST, REDIS_URL or
 * DATABASE_URL for other programs.
 */
const { env } = process

/** Everything that the embedded default keeps: database, keys, demo password, log. */
export const dataFolder = env['PALISADE_DATA']
  ? // npm changes into the folder of package.json, and says where it was called.
    resolve(env['INIT_CWD'] ?? '.', env['PALISADE_DATA'])
  : fileURLToPath(new URL('../../.palisade', import.meta.url))

export const databaseFolder = resolve(dataFolder, 'postgres')

/** @throws StartError when PORT is no port */
export function readPort(): number {
  const port = Number(env['PORT'] || 8080)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new StartError('PORT must be from 1 to 65535')
  return port
}

/**
 * The address to listen on. Demo users have a password on the screen, so that no other machine may reach them.
 * @throws StartError when it is another than loopback, or this is called production
 */
export function readHost(): string {
  if (env['PALISADE_ENV'] === 'production') {
    throw new StartError('npm start has demo users and no edge: for PALISADE_ENV=production see docs/architectures.md')
  }
  const host = env['PALISADE_HOST'] || '127.0.0.1'
  if (host !== '::1' && !(isIP(host) === 4 && host.startsWith('127.'))) {
    throw new StartError(`PALISADE_HOST must be a loopback address, as 127.0.0.1 or ::1, not ${host}`)
  }
  return host
}

/** What any program may need from the machine. */
const fromTheMachine =
  /^(?:PATH|HOME|USER|LANG|LC_\w+|TZ|TERM|TMPDIR|TEMP|TMP|NODE_(?:OPTIONS|EXTRA_CA_CERTS)|NO_COLOR|FORCE_COLOR|\w*Root)$/i

/** The environment of API and worker: PALISADE_LOG_LEVEL is LOG_LEVEL to them, and so for every setting. */
export function environmentOfApps(settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env).flatMap(([name, value]) => {
    if (name === 'PALISADE_ENV' || fromTheMachine.test(name)) return [[name, value]]
    return name.startsWith('PALISADE_') ? [[name.slice('PALISADE_'.length), value]] : []
  })
  return { ...Object.fromEntries(entries), ...settings }
}
