import { isDeepStrictEqual } from 'node:util'
import type { Redis } from 'ioredis'
import { assertAllServed, type Contender, measure, type Run, readAnswer } from './contender.ts'
import { median } from './figures.ts'
import type { PinnedProcess } from './pinned-process.ts'
import { progress } from './progress.ts'
import { answer } from './work.ts'

export type Compared = {
  name: string
  connections: number
  usPerRequest: number
  perSecond: number
  ratio: number
  ratios: number[]
}

type Options = {
  load: PinnedProcess
  redis: Redis
  base: Contender
  others: readonly Contender[]
  pairs: number
  /** Requests of one run, and the time after which it ends all the same. */
  most: number
  mostMs: number
}

/**
 * Runs the base and one of the others in turn, pair after pair, so that whatever else the machine does meets both.
 * A ratio is the base's processor time a request by the other's in the same pair: 1 would be as fast as the base.
 */
export async function compare(connections: number, options: Options): Promise<Compared[]> {
  const { load, redis, base, others, pairs, most, mostMs } = options
  const runOnce = async (contender: Contender, limitMs = mostMs): Promise<Run> => {
    await redis.flushall()
    const run = await measure(load, contender, { connections, most, mostMs: limitMs })
    assertAllServed(run, contender.name)
    return run
  }
  // Before anything counts, everything is compiled and every token was seen.
  for (const contender of [base, ...others]) {
    if (!isDeepStrictEqual(await readAnswer(contender), answer)) throw new Error(`${contender.name} answers otherwise`)
    progress(`${connections} connections: warming up ${contender.name}`)
    await runOnce(contender, 4 * mostMs)
  }

  const runs = new Map<Contender, { base: Run; own: Run }[]>(others.map(other => [other, []]))
  for (let pair = 1; pair <= pairs; pair += 1) {
    for (const [other, own] of runs) {
      progress(`${connections} connections: pair ${pair} of ${pairs}, ${other.name}`)
      own.push({ base: await runOnce(base), own: await runOnce(other) })
    }
  }
  const baseRuns = [...runs.values()].flat().map(pair => pair.base)
  const one = (name: string, own: readonly Run[], ratios: number[]): Compared => ({
    name,
    connections,
    usPerRequest: median(own.map(run => run.usPerRequest)),
    perSecond: median(own.map(run => run.perSecond)),
    ratio: median(ratios),
    ratios,
  })
  return [
    one(base.name, baseRuns, [1]),
    ...[...runs].map(([{ name }, each]) =>
      one(
        name,
        each.map(({ own }) => own),
        each.map(pair => pair.base.usPerRequest / pair.own.usPerRequest),
      ),
    ),
  ]
}
