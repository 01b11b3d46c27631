import type { BlockedFigures, FloodFigures } from './attacks.ts'
import type { Compared } from './comparison.ts'
import type { ProfileShare } from './profile.ts'
import type { StepFigure } from './steps.ts'
import type { StoreFigures } from './store.ts'

/** What a run measured. */
export type Figures = {
  compared: Compared[]
  profile: ProfileShare[]
  calls: { name: string; alone: number; together: number }[]
  blocked: BlockedFigures
  flood: FloodFigures
  steps: StepFigure[]
  store: StoreFigures
  size: { pairs: number; many: number }
}

export type Aim = { what: string; wanted: string; measured: number; reached: boolean }

/** What Palisade sets out to reach, and whether this run did. */
export function judge({ compared, calls, steps, store }: Figures): Aim[] {
  const ratioOf = (name: string) =>
    compared.find(row => row.name === name && row.connections === 64)?.ratio ?? Number.NaN
  const palisade = ratioOf('palisade')
  const own = calls.find(row => row.name === 'palisade') ?? { alone: Number.NaN, together: Number.NaN }
  const seenUs = steps.find(({ name }) => name === 'Token: seen before')?.us ?? Number.NaN
  return [
    atLeast(0.6, palisade, 'Requests a processor second, as a share of bare Fastify'),
    atLeast(3, palisade / ratioOf('fastify-plugins'), 'Times as fast as the Fastify plugins'),
    atLeast(10, palisade / ratioOf('express'), 'Times as fast as Express'),
    atMost(1, own.alone, 'Redis calls a request at 1 connection'),
    atMost(0.5, own.together, 'Redis calls a request at 64 connections'),
    atMost(0, store.callsOfBlocked, 'Redis calls a refused request of a caller that is blocked'),
    atMost(1.3, store.ratio, 'Admission among many keys, times that among 1,000'),
    atMost(165, store.bytesPerKey, 'Bytes of Redis memory a limit key'),
    atMost(130, store.bytesPerRevokedToken, 'Bytes of Redis memory a revoked token'),
    atMost(1, seenUs, 'Microseconds to verify a token that was seen before'),
  ]
}

export function atLeast(least: number, measured: number, what: string): Aim {
  return { what, wanted: `≥ ${least}`, measured, reached: measured >= least }
}

/** Judges the figure as it is printed, with three digits: one call to load a script is no call a request. */
export function atMost(most: number, measured: number, what: string): Aim {
  return { what, wanted: `≤ ${most}`, measured, reached: Number(measured.toPrecision(3)) <= most }
}
