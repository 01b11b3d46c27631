import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
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
  await Promise.race([once(child, 'exit'), readyOn(child)])
  const url = `http://${host}:${port}`
  expect(screen).toContain(`ready ${url}\n`)
  expect(screen).toContain(`${url}/docs `)
  expect(screen).toContain(`The data stays in ${env['PALISADE_DATA'] ?? join(folder, 'data')}, with`)
  return url
}

async function readyOn({ stdout }: ChildProcess): Promise<void> {
  for await (const chunk of stdout ?? []) if (String(chunk).includes('ready ')) return
}

async function signIn(url: string, data: string): Promise<number> {
  const password = readFileSync(join(data, 'demo-password'), 'utf8')
  const body = JSON.stringify({ email: 'owner@acme.test', password })
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${url}/api/auth/sign-in`, { method: 'POST', headers, body })).status
}

test('what the machine exports for other programs does not reach the embedded default', async () => {
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
  const env = { ...process.env, PORT: String(await freePort()), PALISADE_DATA: relative(process.cwd(), data) }
  child = spawn(process.execPath, ['infra/local/start.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, INIT_CWD: process.cwd() },
  })
  await Promise.race([once(child, 'exit'), readyOn(child)])
  expect(await signIn(`http://localhost:${env.PORT}`, data)).toBe(200)
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
