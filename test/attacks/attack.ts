import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../support/targets/send.ts'
import type { World } from './world.ts'

/** Where an attack is sent, and with what. */
export type Scene = {
  readonly baseUrl: string
  readonly world: World
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

export function isServed({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

/** Sends a request until it is answered with something else than 503, at most ten times: a busy machine keeps Redis waiting. */
export async function sendUntilServed(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tried = 1; ; tried++) {
    const answer = await ask()
    if (answer.status !== 503 || tried === 10) return answer
    await sleep(1_000)
  }
}

/**
 * What an attack needs before it can begin.
 * @throws Error when it was refused: the attack would seem to be stopped
 */
export async function prepared<T>(ask: () => Promise<Answer>): Promise<Answer & { readonly data: T }> {
  const got = await sendUntilServed(ask)
  if (!isServed(got)) throw new Error(`the preparation was answered with ${got.status}: ${got.text}`)
  return { ...got, data: got.text === '' ? (undefined as T) : got.json<T>() }
}

/** Of a problem; without the layer that writes those, Fastify sends the code as the message of an error. */
export function codeOf(answer: Answer): string | undefined {
  try {
    const { code, message } = answer.json<{ code?: string; message?: string }>()
    return code ?? message
  } catch {
    return undefined
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
