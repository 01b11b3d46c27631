import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { edgePackages } from '../support/native/index.ts'
import { run } from './run-script.ts'

const empty = mkdtempSync(join(tmpdir(), 'palisade-empty-'))
/** Nothing is on the PATH, no apt-get either: the command cannot install what it needs. */
const env = { PATH: join(empty, 'bin'), TMPDIR: empty }

afterAll(() => rmSync(empty, { recursive: true }))

const line = (packages: readonly string[]) =>
  `not installed: ${packages.join(', ')}. On Debian: sudo apt-get install ${packages.join(' ')}\n`

test.concurrent.each([
  ['bench', [], ['redis-server', 'util-linux', 'postgresql']],
  ['bench', ['--part', 'search'], ['redis-server', 'postgresql']],
  ['bench:edge', [], [...edgePackages, 'util-linux']],
  ['fuzz:waf', [], edgePackages],
  ['screenshots', [], ['chromium']],
  ['fuzz:api', [], ['python3-venv']],
  ['test:containers', [], ['docker.io', 'docker-compose']],
])('npm run %s -- %j says in one line which packages are missing: %s', async (name, args, packages) => {
  expect(await run(name, args, env)).toEqual({ status: 69, stdout: '', stderr: line(packages) })
})

test('npm run matrix names the packages of all servers in one line', async () => {
  const { status, stdout, stderr } = await run('matrix', [], env)
  expect({ status, stdout }).toEqual({ status: 69, stdout: '' })
  expect(stderr).toMatch(/^not installed: .*nginx, .*redis-server, .*postgresql, .*chromium.*\n$/)
})

test('npm test names the packages that a part needs, and skips the part', async () => {
  const { status, stdout, stderr } = await run('test', ['stack'], env)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^· servers\n· stack\n {2}skipped: not installed: nginx, .*redis-server, .*\n/)
  expect(stdout).toContain('0 passed, 0 failed, 1 skipped')
})
