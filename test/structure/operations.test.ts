import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const docs = join(import.meta.dirname, '../../docs')
const rows = readFileSync(join(docs, 'operations.md'), 'utf8').matchAll(/^\| ([SO]\d+) \|.*\| (.+) \|$/gm)
const named = Array.from(rows, ([, id = '', tests = '']) => ({
  id,
  files: Array.from(tests.matchAll(/\((\S+)\)/g), ([, file]) => file ?? ''),
}))

test('docs/operations.md lists what is operated', () => expect(named.length).toBeGreaterThan(15))

test.each(named)('docs/operations.md: each test for $id names it', ({ id, files }) => {
  expect(files).not.toEqual([])
  for (const file of files) expect(readFileSync(join(docs, file), 'utf8'), file).toContain(`[${id}]`)
})
