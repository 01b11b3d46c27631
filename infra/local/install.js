// Installs packages and builds what is generated. Imports nothing but Node itself, as bootstrap.js says.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { isWindows, root } from './paths.js'

const stampFile = join(root, 'node_modules', '.palisade-installed')
const binFolder = join(root, 'node_modules', '.bin')

/** A registry that says nothing for as long has failed. */
const fetchTimeoutMs = '20000'

/** Installs the packages of the lock file. Once that is done, nothing asks the registry again. */
export async function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex')
  if (readStamp() === lock) return
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const pnpm = `pnpm@${devDependencies.pnpm}`
  await runQuietly('Installing packages from the npm registry', 'npx', ['--yes', pnpm, 'install', '--frozen-lockfile'])
  writeFileSync(stampFile, lock)
}

/** Builds the database client and the SPA, where their sources have changed. */
export async function build() {
  const tasks = ['run', 'generate', 'build', '--output-logs=errors-only']
  await runQuietly('Building', join(binFolder, isWindows ? 'turbo.cmd' : 'turbo'), tasks)
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Runs a command and shows that it goes on; what it prints is shown when it fails.
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 */
async function runQuietly(title, command, args) {
  const progress = showProgress(title)
  const child = spawn(command, args, {
    cwd: root,
    shell: isWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, forward)
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  }).finally(progress.end)
  for (const signal of signals) process.off(signal, forward)
  if (code !== 0) throw new Error(describe(title, output))
}

/** @param {string} title */
function showProgress(title) {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const timer = setInterval(() => {
    if (process.stdout.isTTY) process.stdout.write(`\r${title} … ${seconds()} s`)
    else if (seconds() === 2 || seconds() % 15 === 0) console.log(`${title} … ${seconds()} s`)
  }, 1000)
  const end = () => {
    clearInterval(timer)
    if (process.stdout.isTTY && seconds() > 0) process.stdout.write('\r\x1b[K')
  }
  return { end }
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

const networkErrors =
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT)\b/

/**
 * @param {string} title
 * @param {string} output
 */
function describe(title, output) {
  const code = networkErrors.exec(output)?.[0]
  if (code) return `${title} failed: the registry does not answer (${code}). Check the network and run this again`
  return `${output}\n${title} failed`
}
