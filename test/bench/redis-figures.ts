import type { Redis } from 'ioredis'

/** What Redis has done since some moment, which `start` marks. */
export type RedisUse = { usedUs: number; calls: (...commands: string[]) => number }

/** Starts counting. The function that is returned says what Redis did since then. */
export async function watchRedis(redis: Redis): Promise<() => Promise<RedisUse>> {
  await redis.config('RESETSTAT')
  const beforeUs = await usedUs(redis)
  return async () => {
    const stats = await redis.info('commandstats')
    const callsOf = (command: string) =>
      Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0)
    return {
      usedUs: (await usedUs(redis)) - beforeUs,
      calls: (...commands) => commands.reduce((sum, command) => sum + callsOf(command), 0),
    }
  }
}

export async function usedBytes(redis: Redis): Promise<number> {
  return numberIn(await redis.info('memory'), 'used_memory')
}

async function usedUs(redis: Redis): Promise<number> {
  const info = await redis.info('cpu')
  return (numberIn(info, 'used_cpu_user') + numberIn(info, 'used_cpu_sys')) * 1e6
}

function numberIn(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1])
}
