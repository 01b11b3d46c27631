import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createReader, prefixedSettings, settingPrefix } from '@palisade/service/settings'
import { exitWith, StartError } from './start-error.ts'

/**
 * `npm start` reads PORT and what begins with PALISADE_, and nothing else: a machine may export HOST, REDIS_URL or
 * DATABASE_URL for other programs.
 */
const { env } = process

const data = createReader(env).optional('PALISADE_DATA')
if (data?.startsWith('~')) {
  exitWith(new StartError('PALISADE_DATA begins with ~, which only a shell replaces: write $HOME instead'))
}

/** Everything that the embedded default keeps: database, keys, demo password, log. */
export const dataFolder = data
  ? // npm changes into the folder of package.json, and INIT_CWD is where it was called.
    resolve(env['INIT_CWD'] ?? '.', data)
  : fileURLToPath(new URL('../../.palisade', import.meta.url))

export const databaseFolder = resolve(dataFolder, 'postgres')

/**
 * Reads where to listen. The password of the demo users is on the screen, so only loopback is possible: no other machine
 * may reach them.
 * @throws StartError that names every mistake
 */
export function readAddress(): { host: string; port: number } {
  const read = createReader(env)
  const host = read.text('PALISADE_HOST').replace(/^localhost$/i, '127.0.0.1')
  const port = read.port('PORT')
  if (port === 0) read.mistake('PORT must be from 1 to 65535')
  if (host !== '::1' && !(isIP(host) === 4 && host.startsWith('127.'))) {
    read.mistake(`PALISADE_HOST must be a loopback address, such as 127.0.0.1 or ::1, not ${host}`)
  }
  if (read.environment() === 'production') {
    read.mistake('npm start has demo users and no edge: for PALISADE_ENV=production see docs/architectures.md')
  }
  try {
    read.check()
  } catch (error) {
    throw new StartError((error as Error).message)
  }
  return { host, port }
}

/** What any program may need from the machine. */
const fromTheMachine =
  /^(?:PATH|HOME|USER|LANG|LC_\w+|TZ|TERM|TMPDIR|TEMP|TMP|NODE_(?:OPTIONS|EXTRA_CA_CERTS)|NO_COLOR|FORCE_COLOR|\w*Root)$/i

/** The environment of API and worker, which get PALISADE_LOG_LEVEL as LOG_LEVEL, and so every setting. */
export function environmentOfApps(settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env).flatMap(([name, value]) => {
    if (name === 'PALISADE_ENV' || fromTheMachine.test(name)) return [[name, value]]
    return name.startsWith(settingPrefix) ? [[name.slice(settingPrefix.length), value]] : []
  })
  return { ...Object.fromEntries(entries), [prefixedSettings]: '1', ...settings }
}
