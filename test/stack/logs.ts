import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'

/** The files that the servers under test write. */
export const logs = findLogs()

function findLogs() {
  const { logs } = inject('target')
  if (!logs) throw new Error('this suite reads the logs of the servers it runs against')
  return logs
}

/** The lines of a log about one request, waited for: servers write them after the answer. */
export async function linesOf(log: keyof typeof logs, requestId: string): Promise<string[]> {
  let found: string[] = []
  for (let tries = 0; tries < 1200 && found.length === 0; tries++) {
    const lines = (await readFile(logs[log], 'utf8')).split('\n').slice(0, -1)
    found = lines.filter(line => line.includes(requestId))
    if (found.length === 0) await sleep(50)
  }
  return found
}
