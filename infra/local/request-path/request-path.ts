import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { escapeForTerminal } from '@palisade/security/privacy'
import { type LogEntry, places, readLogLine } from './log-entry.ts'

/**
 * Finds the log entries of a request, in the order of the layers. Times alone would put the edge last: it logs a request when it has
 * sent the response.
 * @param requestId the value of the response header X-Request-Id
 */
export async function findRequest(requestId: string, logs: readonly Readable[]): Promise<LogEntry[]> {
  const found: LogEntry[] = []
  for (const log of logs) {
    for await (const line of createInterface({ input: log, crlfDelay: Number.POSITIVE_INFINITY })) {
      // Parse only lines that contain the id.
      const entry = line.includes(requestId) ? readLogLine(line) : undefined
      if (entry?.requestId === requestId) found.push(entry)
    }
  }
  return found.sort((a, b) => places.indexOf(a.place) - places.indexOf(b.place) || a.at - b.at)
}

/** Formats each entry as one line: time, layer, facts. */
export function describePath(entries: readonly LogEntry[]): string {
  return entries
    .map(({ place, at, what }) => {
      const time = Number.isNaN(at) ? '-'.padEnd(24) : new Date(at).toISOString()
      return `${time}  ${place.padEnd(6)}  ${escapeForTerminal(what)}`
    })
    .join('\n')
}

/** `-` is standard input. */
export function openLog(file: string): Readable {
  return file === '-' ? process.stdin : createReadStream(file)
}
