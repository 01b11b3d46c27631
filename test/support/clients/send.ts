import { type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { type Agent, request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Problem } from '@palisade/contracts'

export type Answer = {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The body as JSON; throws when it is none. */
  json: <T = Problem>() => T
}

export type Call = {
  method?: string
  headers?: Record<string, string>
  /** Sent as JSON, with its content type. */
  json?: unknown
  /** Sent as a form, with its content type. */
  form?: Readonly<Record<string, string>>
  /** Sent as it is. */
  body?: string | Buffer
  /** Sent without a length, in chunks. */
  chunked?: string
  token?: string
  /** The address to call from. */
  from?: string | undefined
  /** Of the client, where the server asks for one. */
  certificatePem?: string
  privateKeyPem?: string
  /** The server name of the TLS handshake. Default: the host of the base URL. */
  servername?: string
  /** What keeps connections between requests; `false` for a connection of its own. Default: the agent of Node. */
  agent?: Agent | false
}

/**
 * Sends one request exactly as given, including its path, so that tests can send what a browser or `fetch` refuses to send.
 * The certificate of a server under test is made by itself, so it is not verified.
 */
export function send(baseUrl: string, path: string, call: Call = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, json, form, chunked, token, from } = call
  const body = form ? new URLSearchParams(form).toString() : call.body
  const { certificatePem, privateKeyPem, servername, agent } = call
  const url = new URL(baseUrl)
  const bytes = json === undefined ? body : JSON.stringify(json)
  const open = url.protocol === 'https:' ? requestHttps : requestHttp
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const request = open({
    // Node connects to an IPv6 address without its brackets.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(/(?:^|\.)localhost$/.test(url.hostname) && { lookup: lookUpLoopback }),
    ...(servername && { servername }),
    ...(agent !== undefined && { agent }),
    ...(certificatePem && { cert: certificatePem, key: privateKeyPem }),
    ...(from && { localAddress: from, family: 4 }),
    port: url.port,
    path,
    method,
    rejectUnauthorized: false,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(bytes !== undefined && { 'content-length': Buffer.byteLength(bytes) }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  })
  request.on('error', reject)
  request.on('response', async response => {
    const { statusCode = 0, headers } = response
    try {
      const text = Buffer.concat(await response.toArray()).toString()
      resolve({ status: statusCode, headers, text, json: () => JSON.parse(text) })
    } catch (error) {
      reject(error)
    }
  })
  request.end(bytes ?? chunked)
  return promise
}

/** `localhost` and names below it are this machine (RFC 6761 section 6.3), which not every resolver knows. */
export const lookUpLoopback: LookupFunction = (_name, { all }, found) =>
  all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4)
