import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { type Answer, lookUpLoopback } from './send.ts'

type Options = {
  /** The address to connect from. */
  readonly from?: string
}

/** Opens a connection that writes raw bytes, one for each character, so that tests can send what no HTTP client sends. */
export async function openConnection(baseUrl: string, { from }: Options = {}) {
  const { hostname, port, protocol } = new URL(baseUrl)
  const address = { host: hostname, port: Number(port), lookup: lookUpLoopback, ...(from && { localAddress: from }) }
  const isTls = protocol === 'https:'
  const socket = isTls
    ? connectTls({ ...address, servername: hostname, rejectUnauthorized: false })
    : connectTcp(address)
  let text = ''
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk
  })
  // A server that refuses a request may reset the connection while the rest is being sent.
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  await once(socket, isTls ? 'secureConnect' : 'connect')
  socket.on('error', () => {})
  return {
    closed,
    received: () => text,
    write: (bytes: string) => socket.write(bytes, 'latin1'),
    end: () => socket.destroy(),
  }
}

/** Writes bytes, with pauses in milliseconds between them, and resolves to what was received when the server has closed. */
export async function sendBytes(
  baseUrl: string,
  parts: readonly (string | number)[],
  options: Options = {},
): Promise<string> {
  const connection = await openConnection(baseUrl, options)
  for (const part of parts) {
    if (typeof part === 'string') connection.write(part)
    else await sleep(part)
  }
  await connection.closed
  return connection.received()
}

/** The answers in what was received. */
export function parseAnswers(received: string): Answer[] {
  return received
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter(Boolean)
    .map(parseAnswer)
}

function parseAnswer(received: string): Answer {
  const [head = '', ...rest] = received.split('\r\n\r\n')
  const [line = '', ...fields] = head.split('\r\n')
  const pairs = fields.map(field => /^([^:]+): *(.*)$/.exec(field) ?? [])
  const headers = Object.fromEntries(pairs.map(([, name = '', value]) => [name.toLowerCase(), value]))
  const text = rest.join('\r\n\r\n')
  return { status: Number(line.split(' ')[1]), headers, text, json: () => JSON.parse(text) }
}
