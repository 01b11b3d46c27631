import { createHash, randomUUID } from 'node:crypto'
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { adminScopes, type Endpoint, endpoints, type Problem } from '@palisade/contracts'
import { expect, inject } from 'vitest'

export type Answer = {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The body as JSON; fails the test when it is none. */
  json: <T = Problem>() => T
}

export type Call = {
  method?: string
  headers?: Record<string, string>
  /** Sent as JSON, with its content type. */
  json?: unknown
  /** Sent as it is. */
  body?: string | Buffer
  token?: string
  /** The address to call from. Default: one that the case has for itself. */
  from?: string | undefined
}

const target = inject('target')

/**
 * Sends one request exactly as told, path included: what a browser or `fetch` would refuse to send has to be tried too.
 * The certificate of a server under test is made by itself, so it is not verified.
 */
export function callOnce(
  path: string,
  { method = 'GET', headers = {}, json, body, token, from = ownAddress() }: Call = {},
): Promise<Answer> {
  const { baseUrl, certificate } = placeOf(method, path)
  const url = new URL(baseUrl)
  const bytes = json === undefined ? body : JSON.stringify(json)
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const request = send({
    host: url.hostname,
    ...(url.hostname.endsWith('.localhost') && { lookup: lookUpLoopback }),
    ...certificate,
    ...(from && { localAddress: from, family: 4 }),
    port: url.port,
    path,
    method,
    rejectUnauthorized: false,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(bytes !== undefined && { 'content-length': Buffer.byteLength(bytes) }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  })
  request.on('error', reject)
  request.on('response', async response => {
    const chunks = await response.toArray()
    const text = Buffer.concat(chunks).toString()
    const { statusCode = 0 } = response
    resolve({ status: statusCode, headers: response.headers, text, json: () => JSON.parse(text) })
  })
  request.end(bytes)
  return promise
}

/** Administrators may have a host of their own, which asks for a certificate. */
function placeOf(method: string, path: string) {
  const { administration } = target
  if (!administration || !isForAdministrators(method, path)) return { baseUrl: target.baseUrl }
  const { baseUrl, certificatePem, privateKeyPem } = administration
  return { baseUrl, certificate: { cert: certificatePem, key: privateKeyPem } }
}

function isForAdministrators(method: string, path: string): boolean {
  return Object.values<Endpoint>(endpoints).some(
    ({ access, ...endpoint }) =>
      typeof access === 'object' &&
      adminScopes.includes(access.scope) &&
      endpoint.method === method &&
      new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, '[^/?]+')}(?:$|\\?)`).test(path),
  )
}

/** Names below `localhost` are this machine (RFC 6761 section 6.3), which not every resolver knows. */
const lookUpLoopback: LookupFunction = (_name, { all }, found) =>
  all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4)

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
