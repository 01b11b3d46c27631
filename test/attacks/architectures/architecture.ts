import type { Layer } from '../layers.ts'

/** The servers that all variants of an architecture share. */
export type Shared = {
  readonly databaseUrl: string
  readonly redisUrl: string
  /** The certificate authority of Redis, when it is encrypted. */
  readonly redisCa?: string
  readonly keysFolder: string
  readonly publicOrigin: string
}

/** A running architecture. */
export type Stage = {
  /** The URL that attacks are sent to. */
  readonly baseUrl: string
  /** The log files of each server, with one JSON object a line. */
  readonly logs: Readonly<Record<'edge' | 'origin' | 'waf' | 'api', readonly string[]>>
  readonly stop: () => Promise<void>
}

export type Architecture = {
  readonly name: string
  /** The layers that tests can remove. */
  readonly layers: readonly Layer[]
  /** Whether PostgreSQL and Redis accept only encrypted connections. */
  readonly encryptsInside: boolean
  readonly start: (loss: Layer['loss'] | undefined, shared: Shared) => Promise<Stage>
}
