import { expect, test } from 'vitest'
import { createFrameReader, encodeFrame } from './relp-frames.ts'

const frames = [
  { transaction: 1, command: 'open', data: 'relp_version=0\ncommands=syslog' },
  { transaction: 2, command: 'syslog', data: '<134>1 - ü €' },
  { transaction: 3, command: 'close', data: '' },
]
const bytes = Buffer.from(frames.map(encodeFrame).join(''))

function readAll(chunks: readonly Buffer[], mostBytes = 1_000) {
  const reader = createFrameReader(mostBytes)
  const read = chunks.flatMap(chunk => [...reader.read(chunk)])
  return { read, isInFrame: reader.isInFrame() }
}

test('frames are the same however their bytes are divided', () => {
  for (let at = 0; at <= bytes.length; at++) {
    const divided = [bytes.subarray(0, at), bytes.subarray(at)]
    expect(readAll(divided), `at ${at}`).toEqual({ read: frames, isInFrame: false })
  }
  expect(readAll([...bytes].map(byte => Buffer.of(byte))).read).toEqual(frames)
})

test('a frame that has not ended is not read', () => {
  const end = bytes.length - 1
  expect(readAll([bytes.subarray(0, end)])).toEqual({ read: frames.slice(0, 2), isInFrame: true })
})

test.each([
  ['GET / HTTP/1.1\r\n', 'not a RELP frame'],
  ['1 SYSLOG 1 x\n', 'not a RELP frame'],
  ['-1 syslog 1 x\n', 'not a RELP frame'],
  ['1  syslog', 'not a RELP frame'],
  ['1 syslog 1x', 'not a RELP frame'],
  ['1 syslog 1 xx\n', 'a frame without its end'],
  [`${'1'.repeat(60)}`, 'not a RELP frame'],
  [`1 ${'a'.repeat(60)}`, 'not a RELP frame'],
  ['1 syslog 1001 ', 'a frame of 1001 bytes'],
  ['1 syslog 999999999 ', 'a frame of 999999999 bytes'],
])('%j is refused: %s', (text, reason) => {
  expect(() => readAll([Buffer.from(text)])).toThrow(reason)
  expect(() => readAll([...Buffer.from(text)].map(byte => Buffer.of(byte)))).toThrow(reason)
})
