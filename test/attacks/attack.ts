import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../support/clients/send.ts'
import { codeOf, isServed } from './attempt-answers.ts'
import type { Fixture } from './fixture.ts'

/** Where an attack is sent, and with what. */
export type Scene = {
  readonly baseUrl: string
  readonly fixture: Fixture
  /** Addresses that this attack alone calls from. */
  readonly address: (index?: number) => string
}

export type Attempt = {
  /** The answers that decide; none where the connection was cut without one. */
  readonly answers: readonly Answer[]
  /** Whether the attacker got what was wanted. */
  readonly harm: boolean
}

export type Attack = {
  /** In the matrix under this name. */
  readonly name: string
  readonly run: (scene: Scene) => Promise<Attempt>
}

/** An attack of one request, with what would be a success. */
export function attack(
  name: string,
  send: (scene: Scene) => Promise<Answer>,
  isHarm: (answer: Answer, scene: Scene) => boolean = isServed,
): Attack {
  return {
    name,
    run: async scene => {
      const answer = await send(scene)
      return { answers: [answer], harm: isHarm(answer, scene) }
    },
  }
}

type Flood = {
  /** How many at the most. */
  readonly most: number
  /** How many at a time. */
  readonly atOnce?: number
  /** Before each, in milliseconds. */
  readonly pauseMs?: number
  readonly send: (scene: Scene, index: number) => Promise<Answer>
}

/** Refusals after which a flood ends. One may still come from a limit further in, before the outermost is full. */
const enough = 6

/** A flood does harm when all of it is served. */
export function flood(name: string, { most, atOnce = 8, pauseMs = 0, send }: Flood): Attack {
  return {
    name,
    run: async scene => {
      const refused: Answer[] = []
      const served: Answer[] = []
      const indexes = Array.from({ length: most }).keys()
      const work = async () => {
        for (const index of indexes) {
          await sleep(pauseMs)
          const answer = await send(scene, index)
          if (codeOf(answer) !== 'quota-exceeded') served[0] = answer
          else if (refused.push(answer) >= enough) return
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      return { answers: refused.length ? refused : served, harm: refused.length === 0 }
    },
  }
}
