import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, inject } from 'vitest'
import { type Answer, type Call, send } from '../targets/send.ts'

export type { Answer, Call }

const target = inject('target')

/** Sends one request as told; from an address that the case has for itself unless told otherwise. */
export function callOnce(path: string, request: Call = {}): Promise<Answer> {
  return send(target.baseUrl, path, { ...request, from: request.from ?? ownAddress() })
}

/** Limits are the same under test: a case that is about something else waits where it is told to, for up to a minute. */
export async function call(path: string, request: Call = {}): Promise<Answer> {
  const answer = await callOnce(path, request)
  const retryAfterSeconds = Number(answer.headers['retry-after'])
  if (answer.status !== 429 || retryAfterSeconds > 60) return answer
  await sleep(retryAfterSeconds * 1_000)
  return call(path, request)
}

const run = randomUUID()

/**
 * Linux has sixteen million addresses of its own: what one case does wrong, and the attacks among them do a lot,
 * tightens the limits of its address alone.
 */
function ownAddress(): string | undefined {
  if (!target.seesAddresses) return undefined
  const { testPath, currentTestName } = expect.getState()
  const bytes = createHash('sha256').update(`${run} ${testPath} ${currentTestName}`).digest()
  return ['127', 1 + (bytes.readUInt8(0) % 250), bytes.readUInt8(1), 1 + (bytes.readUInt8(2) % 250)].join('.')
}
