import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The server has a processor to itself; load, Redis and what else there is share the other. */
export const serverProcessor = '0'
export const loadProcessor = '1'

export type PinnedProcess = {
  /** Sends a message and waits for the answer to it. One at a time. */
  ask<Answer>(message: object | string): Promise<Answer>
  stop(): Promise<void>
}

/** Keeps this process on one processor, and what it starts from now on, such as Redis. */
export function pinThisProcess(processor: string): void {
  execFileSync('taskset', ['--cpu-list', '--pid', processor, String(process.pid)], { stdio: 'ignore' })
}

/** Starts a script of this folder on one processor. */
export function startPinned(script: string, processor: string, args: readonly string[] = []): PinnedProcess {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn('taskset', ['--cpu-list', processor, process.execPath, file, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ${args.join(' ')} stopped with ${code}`)
  })
  failed.catch(() => {})
  return {
    async ask<Answer>(message: object | string) {
      const answered = once(child, 'message')
      child.send(message)
      const [answer] = (await Promise.race([answered, failed])) as [Answer]
      return answer
    },
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.disconnect()
  await exited
}
