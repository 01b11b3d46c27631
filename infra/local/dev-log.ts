import type { ChildProcess } from 'node:child_process'
import { closeSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'

/**
 * Writes what an app prints into its log, and shows on the terminal what a developer has to see: errors of the log, and
 * whatever is not a line of the log, as Node's report of a syntax error.
 */
export function showProblems(child: ChildProcess, name: string, log: number): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    createInterface({ input: stream }).on('line', line => {
      writeSync(log, `${line}\n`)
      const problem = problemOf(line)
      if (problem !== undefined) console.error(`${name}: ${problem}`)
    })
  }
  child.once('close', () => closeSync(log))
}

/** What to show of a line; undefined where it is everyday work. */
export function problemOf(line: string): string | undefined {
  const entry = readEntry(line)
  if (!entry) return line.trim() === '' ? undefined : line
  if (entry.level !== 'error' && entry.level !== 'fatal') return undefined
  const { msg, err, message, endpoint, requestId } = entry
  const about = [endpoint, requestId && `request ${requestId}`].filter(Boolean).join(', ')
  const cause = err?.stack ?? err?.message ?? message
  return `${msg}${about && ` (${about})`}${cause ? `\n${cause}` : ''}`
}

type Entry = {
  level?: string
  msg?: string
  message?: string
  endpoint?: string
  requestId?: string
  err?: { message?: string; stack?: string }
}

function readEntry(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Entry | null
    return typeof entry === 'object' && entry?.level ? entry : undefined
  } catch {
    return undefined
  }
}
