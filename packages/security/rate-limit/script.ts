import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Cluster, Redis } from 'ioredis'
import { StoreUnavailableError } from './types.ts'

const source = readFileSync(new URL('./admission.lua', import.meta.url), 'utf8')
const sha = createHash('sha1').update(source).digest('hex')

/** Runs admission.lua on the server that owns `keys`. */
export type ScriptCall = (keys: readonly string[], operations: string) => Promise<readonly number[]>

/**
 * @param timeoutMs after which a call counts as failed; the server may still run it
 * @param args what ARGV holds after the operations
 */
export function createScriptCall(redis: Redis | Cluster, timeoutMs: number, args: readonly number[]): ScriptCall {
  async function run(keys: readonly string[], operations: string): Promise<readonly number[]> {
    try {
      return (await redis.evalsha(sha, keys.length, ...keys, operations, ...args)) as number[]
    } catch (error) {
      // A restart, a failover or SCRIPT FLUSH lost the script: send it once more in full, which keeps it again.
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return (await redis.eval(source, keys.length, ...keys, operations, ...args)) as number[]
    }
  }

  return (keys, operations) =>
    new Promise((resolve, reject) => {
      const fail = (cause: unknown) => reject(new StoreUnavailableError('Redis did not decide', { cause }))
      // A client that waits to reconnect would queue the call, and send all of the queue at once when Redis is back.
      if (['close', 'reconnecting', 'end'].includes(redis.status)) return fail(new Error(`Redis is ${redis.status}`))
      const timer = setTimeout(() => fail(new Error(`Redis took longer than ${timeoutMs} ms`)), timeoutMs)
      run(keys, operations)
        .then(resolve, fail)
        .finally(() => clearTimeout(timer))
    })
}
