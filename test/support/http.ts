import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Endpoint, endpoints, isForAdministrators } from '@palisade/contracts'
import { expect, inject } from 'vitest'
import { type Answer, type Call as Send, send } from './clients/send.ts'

export type { Answer }

export type Call = Send & {
  /** The origin to call. Default: where the endpoint is. */
  at?: string
}

const target = inject('target')

/** Sends one request, by default from an address that only this case uses. */
export function callOnce(path: string, { at, ...request }: Call = {}): Promise<Answer> {
  const { baseUrl, certificate } = placeOf(request.method, path)
  return send(at ?? baseUrl, path, { ...certificate, ...request, from: request.from ?? ownAddress() })
}

/** Administrators may have a host of their own, which asks for a certificate. */
function placeOf(method = 'GET', path: string) {
  const { administration } = target
  if (!administration || !isAdministrative(method, path)) return { baseUrl: target.baseUrl }
  const { baseUrl, certificatePem, privateKeyPem } = administration
  return { baseUrl, certificate: { certificatePem, privateKeyPem } }
}

function isAdministrative(method: string, path: string): boolean {
  return Object.values<Endpoint>(endpoints).some(
    endpoint =>
      isForAdministrators(endpoint) &&
      endpoint.method === method &&
      new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, '[^/?]+')}(?:$|\\?)`).test(path),
  )
}

/** Limits are the same under test: a case that is about something else waits for the given time, for up to a minute. */
export async function call(path: string, request: Call = {}): Promise<Answer> {
  const answer = await callOnce(path, request)
  const retryAfterSeconds = Number(answer.headers['retry-after'])
  if (answer.status !== 429 || retryAfterSeconds > 60) return answer
  await sleep(retryAfterSeconds * 1_000)
  return call(path, request)
}

/** Sends JSON, by default without a token. */
export const post = (path: string, json: object, token?: string): Promise<Answer> =>
  call(path, { method: 'POST', json, ...(token && { token }) })

const run = randomUUID()

/**
 * Linux has sixteen million addresses of its own: what one case does wrong, and the attacks among them do a lot,
 * tightens the limits of its address alone.
 */
export function ownAddress(): string | undefined {
  if (!target.seesAddresses) return undefined
  const { testPath, currentTestName } = expect.getState()
  const bytes = createHash('sha256').update(`${run} ${testPath} ${currentTestName}`).digest()
  return ['127', 1 + (bytes.readUInt8(0) % 250), bytes.readUInt8(1), 1 + (bytes.readUInt8(2) % 250)].join('.')
}
