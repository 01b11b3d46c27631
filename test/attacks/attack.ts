import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../support/clients/send.ts'
import { codeOf, isServed } from './attempt-answers.ts'
import type { Fixture } from './fixture.ts'

/** What an attack can use: the target and the fixture. */
export type Scene = {
  readonly baseUrl: string
  readonly fixture: Fixture
  /** Source addresses that only this attack uses. */
  readonly address: (index?: number) => string
}

export type Attempt = {
  /** The answers to judge; none when the server closed the connection without one. */
  readonly answers: readonly Answer[]
  /** Whether the attack succeeded. */
  readonly harm: boolean
}

export type Attack = {
  /** The name in the matrix. */
  readonly name: string
  readonly run: (scene: Scene) => Promise<Attempt>
}

/** An attack of one request, with the condition for its success. */
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
  /** The maximum number of requests. */
  readonly most: number
  /** The number of parallel requests. */
  readonly atOnce?: number
  /** Milliseconds to wait before each request. */
  readonly pauseMs?: number
  readonly send: (scene: Scene, index: number) => Promise<Answer>
}

/** A flood ends after this many refusals: the first one may come from an inner limit, before the outer limit is reached. */
const enough = 6

/** A flood succeeds when every request is served. */
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
