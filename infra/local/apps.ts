import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { showProblems } from './dev-log.ts'
import { startNode, stopProcess } from './processes.ts'
import { dataFolder } from './start-settings.ts'
import { watchSources } from './watch-sources.ts'

export type App = { readonly child: ChildProcess; stop(): Promise<void> }

type Options = {
  name: 'api' | 'worker'
  env: NodeJS.ProcessEnv
  /** Start it again when a source file changes, and show its errors on the terminal. */
  watch: boolean
  /** The process ended on its own, with an exit code or by a signal. With `watch`, the next change of a source file starts it again. */
  onExit: (reason: number | NodeJS.Signals) => void
}

const root = fileURLToPath(new URL('../../', import.meta.url))

export const logOf = (name: string) => join(dataFolder, `${name}.log`)

/** Starts the API or the worker with its log in the data folder. */
export function startApp({ name, env, watch, onExit }: Options): App {
  let isStopping = false
  let restarts = Promise.resolve()
  const start = (): ChildProcess => {
    const child = launch(name, env, watch)
    child.once('exit', (code, signal) => isStopping || onExit(code ?? signal ?? 1))
    return child
  }
  let child = start()

  const restart = async (file: string) => {
    if (isStopping) return
    console.log(`${name}: restarting, because ${relative(root, file)} has changed`)
    child.removeAllListeners('exit')
    await stopProcess(child)
    if (!isStopping) child = start()
  }
  const stopWatching = watch
    ? watchSources(name, file => {
        restarts = restarts.then(() => restart(file))
      })
    : () => {}

  return {
    get child() {
      return child
    },
    async stop() {
      isStopping = true
      stopWatching()
      await restarts
      await stopProcess(child)
    },
  }
}

function launch(name: string, env: NodeJS.ProcessEnv, showsProblems: boolean): ChildProcess {
  const main = join(root, 'apps', name, 'src/main.ts')
  const log = openSync(logOf(name), 'w')
  const output = showsProblems ? 'pipe' : log
  const child = startNode(main, [], { env, cwd: root, stdio: ['ignore', output, output] })
  if (showsProblems) showProblems(child, name, log)
  else closeSync(log)
  return child
}
