import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const endWithParent = new URL('./end-with-parent.ts', import.meta.url).href
const startsWithinMs = 60_000
/** Longer than API and worker take to finish their current work. */
const stopsWithinMs = 20_000

/** Starts a script that ends when this process does. */
export function startNode(script: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const { stdio = 'inherit', ...others } = options
  const streams = typeof stdio === 'string' ? [stdio, stdio, stdio] : stdio
  return spawn(process.execPath, ['--import', endWithParent, script, ...args], {
    ...others,
    stdio: [...streams, 'ipc'],
  })
}

export const hasExited = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

/** Waits until the server that `child` is answers at `url`; false when it stops or stays silent for a minute. */
export async function answers(child: () => ChildProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + startsWithinMs
  while (Date.now() < deadline && !hasExited(child())) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return !hasExited(child())
    await sleep(100)
  }
  return false
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (hasExited(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopsWithinMs)
  await exited
  clearTimeout(timer)
}
