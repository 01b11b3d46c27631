import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { freePort } from '../support/native/index.ts'

// The sources are changed here, so that it is a copy of them that runs.
const copy = mkdtempSync(join(tmpdir(), 'palisade-dev-'))
for (const name of ['apps', 'packages', 'infra', 'package.json', 'tsconfig.json', 'pnpm-workspace.yaml']) {
  cpSync(name, join(copy, name), { recursive: true, verbatimSymlinks: true })
}
symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'))

let child: ChildProcess | undefined

afterEach(async () => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
})

afterAll(() => rmSync(copy, { recursive: true }))

/** `npm run dev`, and what it has written so far. */
async function dev() {
  const port = await freePort()
  child = spawn(process.execPath, ['infra/local/start.ts', '--watch'], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(port), PALISADE_DATA: join(copy, 'data') },
  })
  const screen = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (screen.text += chunk))
  const shows = (text: string | RegExp) =>
    vi.waitFor(() => expect(screen.text).toMatch(text), { timeout: 200_000, interval: 100 })
  return { url: `http://127.0.0.1:${port}`, screen, shows }
}

function change(file: string, from: string, to: string): void {
  const path = join(copy, file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

const answers = async (url: string) => (await fetch(`${url}/livez`).catch(() => undefined))?.status

test('an error of the API is shown on the terminal, and the API starts again when its sources change', async () => {
  const { url, screen, shows } = await dev()
  await shows('Ctrl-C stops it')
  const routes = 'apps/api/src/resources/system/routes.ts'
  const handler = /'system\.live': [^\n]*/.exec(readFileSync(join(copy, routes), 'utf8'))?.[0] ?? 'no handler'

  change(routes, handler, `'system.live': async () => { throw new Error('on purpose') },`)
  await shows('api: restarting, because apps/api/src/resources/system/routes.ts has changed')
  await vi.waitFor(async () => expect(await answers(url)).toBe(500), { timeout: 60_000, interval: 200 })
  await shows(/api: request failed \(.*request \w+\)\nError: on purpose\n\s+at /)

  change(routes, `throw new Error('on purpose')`, 'throw new')
  await shows(/api: .*SyntaxError/)
  await shows('api: stopped, with 1. It starts again when a source file changes.')
  expect(child?.exitCode).toBeNull()

  change(routes, `'system.live': async () => { throw new },`, handler)
  await vi.waitFor(async () => expect(await answers(url)).toBe(200), { timeout: 60_000, interval: 200 })
  // Everyday work stays in the log file.
  expect(screen.text).not.toContain('"level":"info"')
})

test('a port of Vite that is in use is reported in one line, and no ready line follows', async () => {
  const other = createServer((_, answer) => answer.end('something else')).listen(5173, '127.0.0.1')
  await once(other, 'listening')
  try {
    const { screen } = await dev()
    if (child?.exitCode === null) await once(child, 'exit')
    expect(child?.exitCode).toBe(1)
    expect(screen.text).toBe('port 5173 is taken, and Vite needs it: stop the program that listens there\n')
  } finally {
    other.close()
  }
})

test('Vite ends with npm run dev, also when that is killed', async () => {
  const { shows } = await dev()
  await shows('Ctrl-C stops it')
  child?.kill('SIGKILL')
  const vite = async () => (await fetch('http://localhost:5173/').catch(() => undefined))?.status
  await vi.waitFor(async () => expect(await vite()).toBeUndefined(), { timeout: 30_000, interval: 200 })
})
