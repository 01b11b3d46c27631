import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runQuietly } from '../../infra/local/quiet-command.js'

const clone = mkdtempSync(join(tmpdir(), 'palisade-clone-'))
const servers: Server[] = []

mkdirSync(join(clone, 'infra/local'), { recursive: true })
for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']) cpSync(file, join(clone, file))
for (const file of ['bootstrap.js', 'install.js', 'paths.js', 'quiet-command.js']) {
  cpSync(join('infra/local', file), join(clone, 'infra/local', file))
}

afterAll(() => {
  for (const server of servers) server.close()
  rmSync(clone, { recursive: true })
})

/** A registry that takes connections, and treats them as the test says. */
async function registry(onConnection: (socket: import('node:net').Socket) => void): Promise<string> {
  const server = createServer(onConnection).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
}

/** The first start of a clone, with nothing in any cache. */
async function install(registryUrl: string) {
  const child = spawn(process.execPath, ['infra/local/bootstrap.js', 'infra/local/start.ts'], {
    cwd: clone,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: clone,
      npm_config_registry: registryUrl,
      npm_config_fetch_timeout: '500',
      npm_config_fetch_retries: '0',
    },
  })
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => (texts.stdout += chunk))
  child.stderr.on('data', chunk => (texts.stderr += chunk))
  const [status] = await once(child, 'close')
  return { status, ...texts }
}

test('a registry that never answers ends the first start with one line', async () => {
  const { status, stderr } = await install(await registry(() => {}))
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(
      /^(?:.* … \d+ s\n)*Installing packages from the npm registry failed \(\w+\)\. Check the network.*\n$/,
    ),
  })
})

test('a registry that closes every connection ends the first start with one line', async () => {
  const { status, stderr } = await install(await registry(socket => socket.destroy()))
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(
      /^(?:.* … \d+ s\n)*Installing packages from the npm registry failed \(\w+\)\. Check the network.*\n$/,
    ),
  })
})

const run = (script: string, stallMs: number) =>
  runQuietly({ title: 'Trying', command: process.execPath, args: ['-e', script], env: process.env, stallMs })

test('a command that only retries is ended, with all its child processes', async () => {
  const tries = `require('node:child_process').spawn('sleep', ['600'], { stdio: 'inherit' })
    setInterval(() => console.log('[WARN] GET error\\nWill retry in 10s. 1 retries left.'), 50)`
  // Its child holds the output open: only when that one has ended as well does the command close.
  await expect(run(tries, 1_000)).rejects.toThrow(
    /^Trying stopped: no progress in 1 s\. Check the network and try again$/,
  )
})

test('a command that makes progress is not ended', async () => {
  const works = `let n = 0; const timer = setInterval(() => console.log('Progress: ' + ++n) || n > 30 && clearInterval(timer), 200)`
  await expect(run(works, 5_000)).resolves.toBeUndefined()
})

test('the output of a command is shown when it fails for another reason', async () => {
  await expect(run(`console.log('no such thing'); process.exit(1)`, 60_000)).rejects.toThrow(
    'no such thing\nTrying failed',
  )
})
