import { isDeepStrictEqual } from 'node:util'
import type { Redis } from 'ioredis'
import { median } from '../support/median.ts'
import { assertAllServed, type Contender, measure, type Run, readAnswer } from './contender.ts'
import type { PinnedProcess } from './pinned-process.ts'
import { progress } from './progress.ts'
import { answer } from './work.ts'

export type Compared = Ratio & { connections: number }

/** One server beside the base. */
export type Ratio = {
  name: string
  usPerRequest: number
  perSecond: number
  ratio: number
  ratios: number[]
}

/** What one run cost. */
export type RunFigures = Pick<Run, 'usPerRequest' | 'perSecond'>

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

/** Compares at one number of connections, and asks all of them for the same answer before. */
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
  const rows = await runPairs({ base, others, pairs, runOnce, what: `${connections} connections` })
  return rows.map(row => ({ connections, ...row }))
}

type Pairs<C extends { readonly name: string }> = {
  base: C
  others: readonly C[]
  pairs: number
  runOnce: (contender: C) => Promise<RunFigures>
  /** For the progress that is shown. */
  what: string
}

/**
 * Runs the base and one of the others in turn, pair after pair, so that whatever else the machine does meets both.
 * A ratio is the base's processor time a request by the other's in the same pair: 1 would be as fast as the base.
 */
export async function runPairs<C extends { readonly name: string }>(options: Pairs<C>): Promise<Ratio[]> {
  const { base, others, pairs, runOnce, what } = options
  const runs = new Map<C, { base: RunFigures; own: RunFigures }[]>(others.map(other => [other, []]))
  for (let pair = 1; pair <= pairs; pair += 1) {
    for (const [other, own] of runs) {
      progress(`${what}: pair ${pair} of ${pairs}, ${other.name}`)
      own.push({ base: await runOnce(base), own: await runOnce(other) })
    }
  }
  const baseRuns = [...runs.values()].flat().map(pair => pair.base)
  const one = (name: string, own: readonly RunFigures[], ratios: number[]): Ratio => ({
    name,
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
