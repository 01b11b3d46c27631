import { readFile } from 'node:fs/promises'
import type { Answer } from '../targets/send.ts'
import type { Stage } from './architectures/architecture.ts'

export type LogLine = Readonly<Record<string, unknown>>

/** What the logs of all servers tell of a request, by the id that its answer names [B4]. */
export type Evidence = {
  readonly hasEdge: boolean
  readonly edge: (requestId: string) => readonly LogLine[]
  readonly api: (requestId: string) => readonly LogLine[]
}

export async function readEvidence({ logs }: Stage): Promise<Evidence> {
  const [edge, api] = [await readByRequest(logs.access), await readByRequest(logs.api)]
  return {
    hasEdge: logs.access.length > 0,
    edge: requestId => edge.get(requestId) ?? [],
    api: requestId => api.get(requestId) ?? [],
  }
}

async function readByRequest(files: readonly string[]): Promise<Map<unknown, LogLine[]>> {
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8')))
  const lines = texts.flatMap(text => text.split('\n')).filter(line => line.startsWith('{'))
  return Map.groupBy(
    lines.map((line): LogLine => JSON.parse(line)),
    line => line['requestId'],
  )
}

/** Whether Redis was too slow for the API at some time: then what holds without it was observed, which is another thing. */
export async function wasDisturbed({ logs }: Stage): Promise<boolean> {
  const texts = await Promise.all(logs.api.map(file => readFile(file, 'utf8')))
  return texts.some(text => text.includes('"event":"limit.store-failed"'))
}

export function requestIdOf({ headers }: Answer): string {
  return String(headers['x-request-id'])
}
