// Runs a script of this repository on the Node that package.json pins, after installing what it needs. This file alone
// runs on whatever Node the machine has, so it is JavaScript and imports nothing but Node itself.
//   node infra/local/bootstrap.js SCRIPT [ARGUMENT...]
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const oldestNode = [20, 11]
const root = fileURLToPath(new URL('../../', import.meta.url))
const stampFile = join(root, 'node_modules', '.palisade-installed')
const isWindows = process.platform === 'win32'

try {
  checkNode()
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex')
  if (readStamp() !== lock) {
    await runQuietly('Installing packages', ['install', '--frozen-lockfile'])
    writeFileSync(stampFile, lock)
  }
  await runQuietly('Building', ['exec', 'turbo', 'run', 'generate', 'build', '--output-logs=errors-only'])
  process.exitCode = await runScript(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  throw new Error(`Node ${process.versions.node} is too old: ${oldestNode.join('.')} or newer is needed to install`)
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Runs pnpm and shows that it goes on; what it prints is shown when it fails.
 * @param {string} title
 * @param {string[]} args
 */
async function runQuietly(title, args) {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const timer = setInterval(() => {
    if (process.stdout.isTTY) process.stdout.write(`\r${title} … ${seconds()} s`)
    else if (seconds() % 15 === 0) console.log(`${title} … ${seconds()} s`)
  }, 1000)
  const child = spawn('npx', ['--yes', 'pnpm@12', ...args], {
    cwd: root,
    shell: isWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', npm_config_update_notifier: 'false' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const code = await exitOf(child)
  clearInterval(timer)
  if (process.stdout.isTTY && seconds() > 0) process.stdout.write('\r\x1b[K')
  if (code !== 0) throw new Error(`${output}\n${title} failed (npx pnpm@12 ${args.join(' ')})`)
}

/** @param {string[]} args */
async function runScript(args) {
  const node = join(root, 'node_modules', '.bin', isWindows ? 'node.cmd' : 'node')
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', shell: isWindows })
  // Ctrl-C reaches the whole process group: the script stops in its own time, and this process waits for it.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return exitOf(child)
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => resolve(code ?? 1))
  })
}
