import { readFile } from 'node:fs/promises'
import type { Answer } from '../support/clients/send.ts'
import type { Stage } from './architectures/architecture.ts'

export type LogLine = Readonly<Record<string, unknown>>

/** The log lines of all servers for a request, by the request id in its answer [B4]. */
export type Evidence = {
  readonly hasEdge: boolean
  readonly linesOf: (log: Log, requestId: string) => readonly LogLine[]
}

export const logNames = ['edge', 'origin', 'waf', 'api'] as const

export type Log = (typeof logNames)[number]

export async function readEvidence({ logs }: Stage): Promise<Evidence> {
  const byRequest = new Map<Log, Map<unknown, LogLine[]>>()
  for (const log of logNames) byRequest.set(log, Map.groupBy(await readLines(logs[log]), requestOf))
  return {
    hasEdge: logs.edge.length > 0,
    linesOf: (log, requestId) => byRequest.get(log)?.get(requestId) ?? [],
  }
}

/** ModSecurity's name for the request id. */
function requestOf({ requestId, transaction }: LogLine): unknown {
  return requestId ?? (transaction as LogLine | undefined)?.['unique_id']
}

async function readLines(files: readonly string[]): Promise<LogLine[]> {
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8')))
  const lines = texts.flatMap(text => text.split('\n')).filter(line => line.startsWith('{'))
  return lines.map(line => JSON.parse(line))
}

/** Whether the API could not reach Redis for a while: then the test observed the fallback instead of the limits. */
export async function wasDisturbed({ logs }: Stage): Promise<boolean> {
  const texts = await Promise.all(logs.api.map(file => readFile(file, 'utf8')))
  return texts.some(text => text.includes('"event":"limit.breaker"'))
}

export function requestIdOf({ headers }: Answer): string {
  return String(headers['x-request-id'])
}
