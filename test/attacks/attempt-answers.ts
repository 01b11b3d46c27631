import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../support/clients/send.ts'

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
