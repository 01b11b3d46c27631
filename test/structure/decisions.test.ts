import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../../docs/decisions')
const files = readdirSync(folder).toSorted()

test('decisions are numbered without gaps', () => {
  expect(files.length).toBeGreaterThan(0)
  expect(files.map(file => Number(file.slice(0, 3)))).toEqual(files.map((_, index) => index + 1))
})

test.each(files)('%s has its number, a date and a status', file => {
  const text = readFileSync(join(folder, file), 'utf8')
  expect(text).toMatch(
    new RegExp(`^# ${Number(file.slice(0, 3))}\\. [A-Z].*\\n\\nDate: \\d{4}-\\d\\d-\\d\\d\\. Status: `),
  )
  expect(text).toMatch(/Status: (?:accepted|superseded by \[decision \d+\]\(\d{3}-[\w-]+\.md\))\./)
})
