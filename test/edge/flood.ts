import type { Answer } from './test-client.ts'

type From = { readonly localAddress: string }

let addresses = 0

/** An unused address of 127.0.0.0/8, so that the limits per address do not refuse the request. */
function nextAddress(): From {
  addresses += 1
  return { localAddress: `127.${30 + (addresses >> 16)}.${(addresses >> 8) & 255}.${addresses & 255}` }
}

/** Sends the request so many times at once, each from another address. */
export const sendAtOnce = (count: number, ask: (from: From) => Promise<Answer>): Promise<Answer>[] =>
  Array.from({ length: count }, () => ask(nextAddress()))

/**
 * Keeps so many requests under way while something else is done: as one is answered, the next is sent.
 * @returns all their answers
 */
export async function underFlood(
  atOnce: number,
  ask: (from: From) => Promise<Answer>,
  act: () => Promise<void>,
): Promise<Answer[]> {
  const answers: Answer[] = []
  let isOver = false
  const lane = async () => {
    while (!isOver) answers.push(await ask(nextAddress()))
  }
  const lanes = Array.from({ length: atOnce }, lane)
  await act().finally(() => {
    isOver = true
  })
  await Promise.all(lanes)
  return answers
}
