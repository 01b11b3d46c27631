import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type Answer, lookUpLoopback } from '../support/targets/send.ts'
import type { Scene } from './attack.ts'

/** A connection on which bytes are written as they are. */
export async function open({ baseUrl, address }: Scene) {
  const { hostname, port, protocol } = new URL(baseUrl)
  const place = { host: hostname, port: Number(port), localAddress: address(), lookup: lookUpLoopback }
  const isTls = protocol === 'https:'
  const socket = isTls ? connectTls({ ...place, servername: hostname, rejectUnauthorized: false }) : connectTcp(place)
  let text = ''
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk
  })
  socket.on('error', () => {}) // a reset is an end as well
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  await once(socket, isTls ? 'secureConnect' : 'connect')
  return {
    closed,
    received: () => text,
    write: (bytes: string) => socket.write(bytes, 'latin1'),
    end: () => socket.destroy(),
  }
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
