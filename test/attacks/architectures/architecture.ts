import type { Layer } from '../layers.ts'

/** What all variants of an architecture share. */
export type Shared = {
  readonly databaseUrl: string
  readonly redisUrl: string
  /** Who vouches for Redis, where it is encrypted. */
  readonly redisCa?: string
  readonly keysFolder: string
  readonly publicOrigin: string
}

/** An architecture that runs. */
export type Stage = {
  /** Where attackers call. */
  readonly baseUrl: string
  /** Files with a JSON object a line, of each server. */
  readonly logs: Readonly<Record<'edge' | 'origin' | 'waf' | 'api', readonly string[]>>
  readonly stop: () => Promise<void>
}

export type Architecture = {
  readonly name: string
  /** Those that it can lose. */
  readonly layers: readonly Layer[]
  /** Whether PostgreSQL and Redis take encrypted connections alone. */
  readonly encryptsInside: boolean
  readonly start: (loss: Layer['loss'] | undefined, shared: Shared) => Promise<Stage>
}
