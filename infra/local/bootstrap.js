// Runs a script of this repository on the Node that package.json pins, after installing what it needs. This file and
// install.js run on the machine's own Node, so they are JavaScript and import nothing but Node itself.
//   node infra/local/bootstrap.js SCRIPT [ARGUMENT...]
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, install } from './install.js'
import { isWindows, root } from './paths.js'

const oldestNode = [20, 11]

try {
  checkNode()
  await install()
  await build()
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

/**
 * Runs the script until it ends, and passes on every signal. The script ends with this process, whatever ends it: the
 * channel between them closes.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function runScript(args) {
  const node = join(root, 'node_modules', '.bin', isWindows ? 'node.cmd' : 'node')
  const endWithParent = new URL('end-with-parent.ts', import.meta.url).href
  const child = spawn(node, ['--import', endWithParent, ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    shell: isWindows,
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(/** @type {NodeJS.Signals} */ (signal)))
  }
  watchParents(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => resolve(code ?? 1))
  })
}

/**
 * npm shares no channel with the script that it runs, and may put a shell between. When either is gone, the system gives
 * its child another parent, which cannot be mistaken, as an id that is used again could be.
 * @param {() => void} onEnd
 */
function watchParents(onEnd) {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parents = () => `${process.ppid} ${parentOf(process.ppid)}`
  const before = parents()
  const timer = setInterval(() => {
    if (parents() === before) return
    clearInterval(timer)
    onEnd()
  }, 500)
  timer.unref()
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    // proc(5): the fields after the name, which is in parentheses and may itself hold some.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]
  } catch {
    return undefined
  }
}
