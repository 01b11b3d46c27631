import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RedisServer, redisMissing, startRedis } from './rate-limit/redis-for-tests.ts'

function runExamples(module: string, env = process.env): void {
  const cwd = join(import.meta.dirname, module)
  const readme = readFileSync(join(cwd, 'README.md'), 'utf8')
  const examples = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code)
  expect(examples).not.toEqual([])
  for (const input of examples) execFileSync(process.execPath, ['--input-type=module-typescript'], { input, cwd, env })
}

describe('the code in each README runs, and its assertions hold', () => {
  test.each(['cors', 'credentials', 'jwt', 'request', 'response', 'privacy'])('%s', module => runExamples(module))

  describe.skipIf(redisMissing)(`with Redis ${redisMissing || ''}`, () => {
    let server: RedisServer
    beforeAll(async () => {
      server = await startRedis()
    })
    afterAll(() => server.remove())

    test(
      'rate-limit',
      () => runExamples('rate-limit', { ...process.env, REDIS_URL: `redis://127.0.0.1:${server.port}` }),
      60_000,
    )
  })
})
