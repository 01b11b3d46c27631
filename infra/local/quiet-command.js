// Runs a command with a line of progress. Imports nothing but Node itself, as bootstrap.js says.
import { spawn } from 'node:child_process'
import { isWindows, root } from './paths.js'

const networkFailure =
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b|timed out|error sending request/

/** What pnpm prints while it only tries again. */
const noProgress = /^(?:\[WARN\]|Will retry)|^\s*$/

/**
 * Runs a command and shows progress; prints its output only when it fails.
 * @param {{ title: string, command: string, args: string[], env: NodeJS.ProcessEnv, stallMs: number }} options
 * `stallMs`: how long it may make no progress before it is ended
 * @throws Error with one line when the network is the reason, otherwise with everything that it printed
 */
export async function runQuietly({ title, command, args, env, stallMs }) {
  // In a process group of its own, so that what it starts can be ended together with it.
  const child = spawn(command, args, {
    cwd: root,
    shell: isWindows,
    detached: !isWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  const end = (/** @type {NodeJS.Signals} */ signal) =>
    isWindows ? child.kill(signal) : process.kill(-Number(child.pid), signal)
  let stalled = false
  const stall = setTimeout(() => {
    stalled = true
    end('SIGKILL')
  }, stallMs)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += chunk
      if (
        !String(chunk)
          .split('\n')
          .every(line => noProgress.test(line))
      )
        stall.refresh()
    })
  }
  const stopProgress = showProgress(title)
  const stopForwarding = forwardSignals(end)
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  }).finally(() => {
    clearTimeout(stall)
    stopProgress()
    stopForwarding()
  })
  if (stalled) throw new Error(`${title} stopped: no progress in ${stallMs / 1000} s. Check the network and try again`)
  if (code !== 0) throw new Error(describe(title, output))
}

/** @param {(signal: NodeJS.Signals) => void} end */
function forwardSignals(end) {
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, end)
  return () => {
    for (const signal of signals) process.off(signal, end)
  }
}

/**
 * On standard error where standard output is not a terminal: it may be a file, such as that of `npm run audit -- heads`.
 * @param {string} title
 */
function showProgress(title) {
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const timer = setInterval(() => {
    if (process.stdout.isTTY) process.stdout.write(`\r${title} … ${seconds()} s`)
    else if (seconds() === 2 || seconds() % 15 === 0) console.error(`${title} … ${seconds()} s`)
  }, 1000)
  return () => {
    clearInterval(timer)
    if (process.stdout.isTTY && seconds() > 0) process.stdout.write('\r\x1b[K')
  }
}

/**
 * @param {string} title
 * @param {string} output
 */
function describe(title, output) {
  const reason = networkFailure.exec(output)?.[0]
  return reason
    ? `${title} failed (${reason}). Check the network and try again`
    : `${output.trimEnd()}\n${title} failed`
}
