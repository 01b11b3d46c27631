import type { Settings } from '../work.ts'
import { listen as listenUncached } from './fastify-plugins.ts'

/** With the cache of verified tokens that @fastify/jwt offers, and leaves off by default. */
export function listen(settings: Settings): Promise<number> {
  return listenUncached(settings, { cacheTokens: true })
}
