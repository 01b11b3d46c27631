import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code)

test('the code in the README runs, and says what the README says', () => {
  expect(examples).not.toEqual([])
  for (const input of examples) {
    execFileSync(process.execPath, ['--input-type=module-typescript'], { input, cwd: import.meta.dirname })
  }
})
