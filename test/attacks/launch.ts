import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from './architectures/architecture.ts'
import type { Attack, Attempt, Scene } from './attack.ts'
import { codeOf } from './attempt-answers.ts'
import { type Log, logNames, readEvidence, requestIdOf } from './evidence.ts'
import type { Fixture } from './fixture.ts'
import { judge } from './judge.ts'
import { attacks } from './list/index.ts'

export type Outcome = {
  /** The layer that stopped the attack; null when it succeeded. */
  readonly place: string | null
  /** The code of the problem in the answer. */
  readonly code: string | undefined
  /** The logs that contain the request ids of these answers [B4]. */
  readonly loggedBy: readonly Log[]
}

/** By the name of the attack. */
export type Outcomes = ReadonlyMap<string, Outcome>

/** The number of parallel attacks. Each uses its own addresses, and its own user where that matters. */
const atOnce = 8

const all = Object.values(attacks).flat()

/** Sends every attack to a running architecture, then finds in the logs which layer stopped each. */
export async function launch(stage: Stage, fixture: Fixture, lost: string | undefined): Promise<Outcomes> {
  const attempts = new Map<Attack, Attempt>()
  // In reverse order, since the slow attacks are at the end of the list.
  const waiting = [...all.entries()].reverse().values()
  const work = async () => {
    for (const [index, attack] of waiting) {
      const address = (other = 0) => `127.${20 + index}.${Math.floor(other / 250)}.${1 + (other % 250)}`
      attempts.set(attack, await attempt(attack, { baseUrl: stage.baseUrl, fixture, address }))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  await sleep(1_500) // servers write their logs after the answer
  const evidence = await readEvidence(stage)
  return new Map(
    attempts.entries().map(([{ name }, { answers, harm }]) => {
      const place = harm ? null : judge(answers, evidence, lost)
      const ids = answers.filter(answer => judge([answer], evidence, lost) === place).map(requestIdOf)
      const loggedBy = logNames.filter(log => ids.some(id => evidence.linesOf(log, id).length > 0))
      return [name, { place, code: answers[0] && codeOf(answers[0]), loggedBy }]
    }),
  )
}

async function attempt(attack: Attack, scene: Scene): Promise<Attempt> {
  try {
    return await attack.run(scene)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ECONNRESET' || code === 'EPIPE') return { answers: [], harm: false }
    throw new Error(`${attack.name}: ${message}`, { cause: error })
  }
}
