import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from './architectures/architecture.ts'
import type { Attack, Attempt, Scene } from './attack.ts'
import { codeOf } from './attempt-answers.ts'
import { type Log, logNames, readEvidence, requestIdOf } from './evidence.ts'
import type { Fixture } from './fixture.ts'
import { judge } from './judge.ts'
import { attacks } from './list/index.ts'

export type Outcome = {
  /** Where the attack ended; null where nothing stopped it. */
  readonly place: string | null
  /** Of the problem that was answered. */
  readonly code: string | undefined
  /** The logs that have the ids of the answers that ended there [B4]. */
  readonly loggedBy: readonly Log[]
}

/** By the names of the attacks. */
export type Outcomes = ReadonlyMap<string, Outcome>

/** Attacks under way at a time. They have addresses of their own, and as far as it matters users of their own. */
const atOnce = 8

const all = Object.values(attacks).flat()

/** Sends every attack at a stage, and reads afterwards in its logs who stopped each. */
export async function launch(stage: Stage, fixture: Fixture, lost: string | undefined): Promise<Outcomes> {
  const attempts = new Map<Attack, Attempt>()
  // The last first: among them are those that take their time.
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
