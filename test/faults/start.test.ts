import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freePort } from '../support/native/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'palisade-start-'))

afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a start that cannot succeed. */
function start(env: Record<string, string>, ...args: string[]) {
  const command = args.length ? args : ['infra/local/start.ts']
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    env: { ...process.env, PALISADE_DATA: join(folder, 'data'), ...env },
    encoding: 'utf8',
    timeout: 200_000,
  })
  return { status, stdout, stderr }
}

const oneLine = (text: RegExp) => ({ status: 1, stdout: '', stderr: expect.stringMatching(text) })

test.each(['127.0.0.1', '::1'])('a port in use at %s is reported in one line, with what to do', async host => {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  expect(start({ PORT: String(port) })).toEqual(oneLine(/^port \d+ cannot be used.*: try PORT=\d+ npm start\n$/))
  server.close()
})

test.each(['http', '8e3', '0x50', '80.0', '0', '65536', '-1'])('PORT=%s is refused in one line', PORT => {
  expect(start({ PORT })).toEqual(
    oneLine(/^the configuration is not usable: PORT must be (?:a port number|from 1 to 65535)\n$/),
  )
})

test.each([
  [
    { PALISADE_LOG_LEVEL: 'loud' },
    /^the (?:api|worker) did not start:\n.*not usable: PALISADE_LOG_LEVEL must be one of silent/,
  ],
  [{ PALISADE_DNS_SERVERS: 'x' }, /^the worker did not start:\n.*not usable: DNS_SERVERS must /],
])('an invalid setting is named, also if only the worker reads it: %j', async (env, reason) => {
  const result = start({ PORT: String(await freePort()), ...env })
  expect(result).toMatchObject({ status: 1, stderr: expect.stringMatching(reason) })
})

test.each(['0.0.0.0', '::', '192.0.2.1', 'x86_64-conda-linux-gnu'])(
  'demo users are not published: PALISADE_HOST=%s is refused in one line',
  PALISADE_HOST => {
    const fault = `PALISADE_HOST must be a loopback address, such as 127.0.0.1 or ::1, not ${PALISADE_HOST}`
    const stderr = `the configuration is not usable: ${fault}\n`
    expect(start({ PALISADE_HOST })).toEqual({ status: 1, stdout: '', stderr })
  },
)

test('npm start refuses production in one line', () => {
  expect(start({ PALISADE_ENV: 'production' })).toEqual(
    oneLine(/^the configuration is not usable: npm start has demo users .* docs\/architectures\.md\n$/),
  )
})

test('an unwritable folder is reported in one line', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const env = { PORT: String(await freePort()), PALISADE_DATA: join(file, 'data') }
  expect(start(env)).toEqual(oneLine(/^\S+ cannot be written: ENOTDIR\n$/))
})

test('a Node that is too old is reported in one line', () => {
  const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.19.0"})'
  expect(start({}, '--import', old, 'infra/local/bootstrap.js', 'infra/local/start.ts')).toEqual(
    oneLine(/^Node 18\.19\.0 is too old: 20\.11 or newer is needed to install\n$/),
  )
})
