import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { partsOf } from './file-parts.ts'

const text = 'Chair, 2 pieces\n'.repeat(20_000)

async function* chunksOf(bytes: Buffer, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

test.for([1, 7, 4_096, 1_000_000])('a file that comes in chunks of %i bytes is the same in parts', async length => {
  const parts: string[] = []
  for await (const part of partsOf(chunksOf(Buffer.from(text), length), 65_536)) parts.push(part.toString())
  expect(parts.map(part => part.length)).toEqual([65_536, 65_536, 65_536, 65_536, text.length - 4 * 65_536])
  expect(parts.join('')).toBe(text)
})

test('[S56] a file in chunks of one byte takes the memory of one part', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heapBytes = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const file = Buffer.from(text)
  let [before, after] = [0, 0]
  async function* chunks() {
    before = heapBytes()
    yield* chunksOf(file, 1)
    after = heapBytes()
  }
  for await (const part of partsOf(chunks(), file.length + 1)) expect(part.equals(file)).toBe(true)
  expect(after - before).toBeLessThan(2 ** 20)
})
