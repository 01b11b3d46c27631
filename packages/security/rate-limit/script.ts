import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Cluster, Redis } from 'ioredis'
import { StoreUnavailableError } from './types.ts'

const source = readFileSync(new URL('./admission.lua', import.meta.url), 'utf8')
const sha = createHash('sha1').update(source).digest('hex')

/** The operations of admission.lua, and what it answers. */
export const ADMIT = 0
export const ADD = 1
export const CLEAR = 2
export const PENALIZE = 3
export const REVOKE = 4
export const ALLOWED = 0
export const LIMITED = 1
export const REVOKED = 2

/** Runs admission.lua on the server that owns `keys`. `plan` is its list of numbers, as JSON. */
export type ScriptCall = (keys: readonly string[], plan: string) => Promise<readonly number[]>

/** @param timeoutMs after which a call counts as failed; the server may still run it */
export function createScriptCall(redis: Redis | Cluster, timeoutMs: number): ScriptCall {
  async function run(keys: readonly string[], plan: string): Promise<readonly number[]> {
    return JSON.parse(`[${await ask(keys, plan)}]`)
  }

  async function ask(keys: readonly string[], plan: string): Promise<unknown> {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, plan)
    } catch (error) {
      // A restart, a failover or SCRIPT FLUSH lost the script: send it once more in full, which keeps it again.
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return redis.eval(source, keys.length, ...keys, plan)
    }
  }

  return (keys, plan) =>
    new Promise((resolve, reject) => {
      const fail = (cause: unknown) => reject(new StoreUnavailableError('Redis sent no decision', { cause }))
      // A client that waits to reconnect would queue the call, and send all of the queue at once when Redis is back.
      if (['close', 'reconnecting', 'end'].includes(redis.status)) return fail(new Error(`Redis is ${redis.status}`))
      // Where this process itself was held up, the answer may be there and not read yet: that comes before an immediate.
      const timer = setTimeout(() => {
        setImmediate(fail, new Error(`Redis took longer than ${timeoutMs} ms`))
      }, timeoutMs)
      run(keys, plan)
        .then(resolve, fail)
        .finally(() => clearTimeout(timer))
    })
}
