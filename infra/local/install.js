// Installs packages and builds what is generated. Imports nothing but Node itself, as bootstrap.js says.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { isWindows, root } from './paths.js'
import { runQuietly } from './quiet-command.js'

const stampFile = join(root, 'node_modules', '.palisade-installed')
const binFolder = join(root, 'node_modules', '.bin')

/** A registry that says nothing for as long has failed. */
const fetchTimeoutMs = '20000'

/** Long enough for the largest package, 65 MB, at 3 Mbit/s: npm says nothing while it downloads. */
const stallMs = 180_000

/** Installs the packages of the lock file. Once that is done, nothing asks the registry again. */
export async function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex')
  if (readStamp() === lock) return
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const pnpm = `pnpm@${devDependencies.pnpm}`
  await runQuietly({
    title: 'Installing packages from the npm registry',
    command: 'npx',
    args: ['--yes', pnpm, 'install', '--frozen-lockfile'],
    env: environment(),
    stallMs,
  })
  writeFileSync(stampFile, lock)
}

/** Builds the database client and the SPA, where their sources have changed. */
export async function build() {
  const command = join(binFolder, isWindows ? 'turbo.cmd' : 'turbo')
  const args = ['run', 'generate', 'build', '--output-logs=errors-only']
  await runQuietly({ title: 'Building', command, args, env: environment(), stallMs: 600_000 })
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8')
  } catch {
    return undefined
  }
}

/** Settings that the machine has made already stay as they are. */
function environment() {
  return {
    npm_config_fetch_timeout: fetchTimeoutMs,
    npm_config_fetch_retries: '1',
    pnpm_config_fetch_timeout: fetchTimeoutMs,
    pnpm_config_fetch_retries: '1',
    ...process.env,
    PATH: `${binFolder}${delimiter}${process.env['PATH'] ?? ''}`,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    npm_config_update_notifier: 'false',
  }
}
