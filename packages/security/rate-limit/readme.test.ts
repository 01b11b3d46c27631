import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RedisServer, redisMissing, startRedis } from './redis-for-tests.ts'

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code)

describe.skipIf(redisMissing)(`the README ${redisMissing || ''}`, () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.remove())

  test('the code in the README runs, and says what the README says', () => {
    expect(examples).not.toEqual([])
    const env = { ...process.env, REDIS_URL: `redis://127.0.0.1:${server.port}` }
    for (const input of examples) {
      execFileSync(process.execPath, ['--input-type=module-typescript'], { input, cwd: import.meta.dirname, env })
    }
  }, 60_000)
})
