import { type Duplex, duplexPair } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { encodeFrame } from './relp-frames.ts'
import { type SessionOptions, serveRelp } from './relp-session.ts'

const open = encodeFrame({ transaction: 1, command: 'open', data: 'relp_version=0\ncommands=syslog' })
const close = '4 close 0\n'
const message = (transaction: number, data: string) => encodeFrame({ transaction, command: 'syslog', data })

/** A session with a client in this process, which hears what the server sends. */
function startSession(options: Partial<SessionOptions> = {}) {
  const [client, server] = duplexPair()
  const received: string[] = []
  let answers = ''
  client.setEncoding('utf8').on('data', text => {
    answers += text
  })
  client.on('error', () => {})
  const onMessage = async (text: string) => void received.push(text)
  const ended = serveRelp(server as Duplex, { onMessage, mostBytes: 100, frameMs: 60_000, ...options })
  // Each test awaits it; without this, one that fails before would also leave an unhandled rejection.
  ended.catch(() => {})
  return { client, received, answers: () => answers, ended }
}

test('a client opens the session, gets each message acknowledged, and closes the session', async () => {
  const { client, received, answers, ended } = startSession()
  client.write(`${open}${message(2, 'first')}${message(3, 'second')}${close}`)
  await ended
  expect(received).toEqual(['first', 'second'])
  await vi.waitFor(() =>
    expect(answers()).toBe(
      '1 rsp 60 200 OK\nrelp_version=0\nrelp_software=palisade\ncommands=syslog\n' +
        '2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 0\n0 serverclose 0\n',
    ),
  )
})

test('a message is acknowledged when it has been handled, and the next one waits', async () => {
  const handled = Promise.withResolvers<void>()
  const received: string[] = []
  const { client, answers } = startSession({
    onMessage: text => {
      received.push(text)
      return handled.promise
    },
  })
  client.write(`${open}${message(2, 'first')}${message(3, 'second')}`)
  await vi.waitFor(() => expect(received).toEqual(['first']))
  await sleep(50)
  expect(received).toEqual(['first'])
  expect(answers()).not.toContain('2 rsp')
  handled.resolve()
  await vi.waitFor(() => expect(answers()).toContain('2 rsp 6 200 OK\n3 rsp 6 200 OK\n'))
})

test('a message that could not be handled is not acknowledged', async () => {
  const { client, answers, ended } = startSession({ onMessage: () => Promise.reject(new Error('no store')) })
  client.write(`${open}${message(2, 'first')}`)
  await expect(ended).rejects.toThrow('no store')
  expect(answers()).not.toContain('2 rsp')
})

test.each([
  ['a message before the session is open', message(1, 'x'), 'a command out of order'],
  ['a second opening', open + open, 'a command out of order'],
  ['another command', `${open}2 starttls 0\n`, 'an unknown command'],
  ['a message that is too long', `${open}2 syslog 101 x`, 'a frame of 101 bytes'],
  ['no RELP', 'GET / HTTP/1.1\r\n\r\n', 'not a RELP frame'],
])('%s ends the session', async (_, text, reason) => {
  const { client, received, ended } = startSession()
  client.write(text)
  await expect(ended).rejects.toThrow(reason)
  expect(received).toEqual([])
})

test.each([
  ['does not open the session', '', ''],
  ['does not end a frame', open, '2 syslog 90 '],
])('a client that %s in time is refused, also when it sends byte by byte', async (_, first, last) => {
  const { client, ended } = startSession({ frameMs: 300 })
  client.write(first)
  client.write(last)
  const timer = setInterval(() => client.write(last ? 'x' : '1'.repeat(0)), 20)
  await expect(ended).rejects.toThrow('too slow')
  clearInterval(timer)
})

test('a session may be silent between two messages', async () => {
  const { client, received, ended } = startSession({ frameMs: 100 })
  client.write(`${open}${message(2, 'first')}`)
  await sleep(300)
  client.write(`${message(3, 'second')}${close}`)
  await ended
  expect(received).toEqual(['first', 'second'])
})
