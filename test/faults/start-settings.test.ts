import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, expect, test } from 'vitest'
import { freePort } from '../support/native/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'palisade-settings-'))
let child: ChildProcess | undefined

afterEach(async () => {
  if (!child || child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Starts the embedded default, and resolves to its URL once it is ready. */
async function start(env: NodeJS.ProcessEnv, host = 'localhost'): Promise<string> {
  const port = await freePort()
  child = spawn(process.execPath, ['infra/local/start.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(port), PALISADE_DATA: join(folder, 'data'), ...env },
  })
  let screen = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (screen += chunk))
  const { promise: shown, resolve: isShown } = Promise.withResolvers<void>()
  child.stdout?.on('data', () => screen.includes('npm run reset removes it') && isShown())
  await Promise.race([once(child, 'exit'), shown])
  const url = `http://${host}:${port}`
  expect(screen).toContain(`ready ${url}\n`)
  expect(screen).toContain(`${url}/docs `)
  expect(screen).toContain(`The data stays in ${resolve(env['PALISADE_DATA'] ?? join(folder, 'data'))}, with`)
  return url
}

async function signIn(url: string, data: string): Promise<number> {
  const password = readFileSync(join(data, 'demo-password'), 'utf8')
  const body = JSON.stringify({ email: 'owner@acme.test', password })
  const headers = { 'content-type': 'application/json' }
  for (;;) {
    const { status } = await fetch(`${url}/api/auth/sign-in`, { method: 'POST', headers, body })
    // The worker sets its queue up in a new folder, over the one session of the embedded database: 503, try again.
    if (status !== 503) return status
    await sleep(500)
  }
}

test('variables of other programs do not reach the embedded default', async () => {
  const url = await start({
    HOST: 'x86_64-conda-linux-gnu',
    REDIS_URL: 'redis://127.0.0.1:1',
    DATABASE_URL: 'postgresql://127.0.0.1:1/none',
    DATABASE_URL_FILE: '/nowhere',
    TRUSTED_PROXIES: 'all',
    METRICS_PORT: 'none',
    ADMIN_NETWORKS: '192.0.2.0/24',
  })
  expect(await signIn(url, join(folder, 'data'))).toBe(200)
})

test('a data folder at a path that is too long for a socket works', async () => {
  const data = join(folder, 'a'.repeat(60), 'b'.repeat(60))
  expect(await signIn(await start({ PALISADE_DATA: data }), data)).toBe(200)
})

test('a relative data folder works', async () => {
  const data = join(folder, 'relative')
  const url = await start({ PALISADE_DATA: relative(process.cwd(), data), INIT_CWD: process.cwd() })
  expect(await signIn(url, data)).toBe(200)
})

test.each([
  ['::1', '[::1]'],
  ['127.0.0.2', '127.0.0.2'],
  ['localhost', 'localhost'],
])('with PALISADE_HOST=%s the screen names the address that answers', async (PALISADE_HOST, shown) => {
  const url = await start({ PALISADE_HOST }, shown)
  expect((await fetch(url)).status).toBe(200)
  expect(await signIn(url, join(folder, 'data'))).toBe(200)
})
