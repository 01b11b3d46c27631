import type { Load, LoadResult } from './load.ts'
import { type PinnedProcess, serverProcessor, startPinned } from './pinned-process.ts'
import type { ProfileShare } from './profile.ts'
import type { ServerRequest } from './server.ts'
import { path, type Settings } from './work.ts'

export type Contender = {
  readonly name: string
  readonly port: number
  readonly requests: string[]
  /** Processor time that the process has used so far, all of its threads. */
  usedUs(): Promise<number>
  /** Where that time goes while `work` runs. */
  profile(work: () => Promise<unknown>): Promise<ProfileShare[]>
  stop(): Promise<void>
}

export type Run = { usPerRequest: number; perSecond: number; count: number; byStatus: Record<string, number> }

/** Starts one of servers/ on its processor. `requests` are what it will be asked. */
export async function startContender(name: string, settings: Settings, requests: string[]): Promise<Contender> {
  const server = startPinned('./server.ts', serverProcessor, [name])
  const ask = <Answer>(request: ServerRequest) => server.ask<Answer>(request)
  const { port } = await server.ask<{ port: number }>(settings)
  return {
    name,
    port,
    requests,
    async usedUs() {
      const { user, system } = await ask<NodeJS.CpuUsage>('usage')
      return user + system
    },
    async profile(work) {
      await ask('start-profile')
      await work()
      return ask<ProfileShare[]>('stop-profile')
    },
    stop: server.stop,
  }
}

export type Measure = Pick<Load, 'connections' | 'most' | 'mostMs'> & { requests?: string[] }

/** Loads a server, and says what that cost its process. */
export async function measure(load: PinnedProcess, contender: Contender, options: Measure): Promise<Run> {
  const { port, requests } = contender
  const before = await contender.usedUs()
  const { count, ms, byStatus } = await load.ask<LoadResult>({ port, requests, ...options } satisfies Load)
  const usedUs = (await contender.usedUs()) - before
  return { usPerRequest: usedUs / count, perSecond: (count / ms) * 1000, count, byStatus }
}

/** @throws Error unless every request was answered with 200 */
export function assertAllServed({ byStatus, count }: Run, name: string): void {
  if (byStatus['200'] !== count) throw new Error(`${name} did not serve every request: ${JSON.stringify(byStatus)}`)
}

/** What the server answers to one request, as JSON, to see that all of them do the same work. */
export async function readAnswer({ port, requests }: Contender): Promise<unknown> {
  const lines = (requests[0] ?? '').split('\r\n').slice(1).filter(Boolean)
  const headers = lines.map(line => line.split(': ', 2) as [string, string]).filter(([name]) => name !== 'host')
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
  return response.json()
}
