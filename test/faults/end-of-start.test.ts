import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { freePort } from '../support/native/index.ts'

// One folder and one port for all cases: each start shows that the end of the one before has left nothing in its way.
const folder = mkdtempSync(join(tmpdir(), 'palisade-end-'))
const port = await freePort()
let running: Process[] = []

type Process = { pid: number; parent: number; command: string }

afterEach(() => {
  for (const { pid } of running.filter(isAlive)) process.kill(pid, 'SIGKILL')
})

afterAll(() => rmSync(folder, { recursive: true }))

function allProcesses(): Process[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n')
  return lines.map(line => {
    const [pid, parent, ...command] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), command: command.join(' ') }
  })
}

function descendantsOf(pid: number, all = allProcesses()): Process[] {
  return all.filter(({ parent }) => parent === pid).flatMap(child => [child, ...descendantsOf(child.pid, all)])
}

const isAlive = ({ pid, command }: Process) =>
  allProcesses().some(other => other.pid === pid && other.command === command)

/** `npm start` in a session of its own, as a terminal would run it, once it is ready. */
async function start(): Promise<{ group: number }> {
  const npm = spawn('npm', ['start'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(port), PALISADE_DATA: folder },
  })
  let screen = ''
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', chunk => (screen += chunk))
  await vi.waitFor(
    () => {
      if (npm.exitCode !== null) throw Object.assign(new Error(screen), { name: 'Stopped' })
      expect(screen).toContain('Ctrl-C stops it')
    },
    { timeout: 200_000, interval: 100 },
  )
  const group = npm.pid ?? 0
  running = [...allProcesses().filter(({ pid }) => pid === group), ...descendantsOf(group)]
  return { group }
}

/** The processes of one start, by how their commands look. */
const processes = {
  npm: /^npm start/,
  shell: /^sh -c/,
  bootstrap: /^node infra\/local\/bootstrap\.js/,
  start: /end-with-parent\.ts infra\/local\/start\.ts$/,
  api: /apps\/api\/src\/main\.ts$/,
}

const find = (name: keyof typeof processes) => {
  const found = running.find(({ command }) => processes[name].test(command))
  if (!found) throw new Error(`no process ${name}: ${JSON.stringify(running)}`)
  return found.pid
}

const cases: [keyof typeof processes, NodeJS.Signals][] = [
  ['npm', 'SIGTERM'],
  ['npm', 'SIGKILL'],
  ['npm', 'SIGHUP'],
  ['shell', 'SIGKILL'],
  ['bootstrap', 'SIGINT'],
  ['bootstrap', 'SIGKILL'],
  ['start', 'SIGHUP'],
  ['start', 'SIGKILL'],
  ['api', 'SIGKILL'],
]

const ended = async () => {
  await vi.waitFor(() => expect(running.filter(isAlive)).toEqual([]), { timeout: 60_000, interval: 200 })
  await vi.waitFor(() => expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow())
}

for (const [name, signal] of cases) {
  test(`${signal} to ${name} only ends every process of npm start, and the next start works`, async () => {
    await start()
    expect(running.length).toBeGreaterThanOrEqual(5)
    process.kill(find(name), signal)
    await ended()
  })
}

test('closing the terminal ends every process of npm start, and the next start works', async () => {
  const { group } = await start()
  process.kill(-group, 'SIGHUP')
  await ended()
})

test('Ctrl-C ends every process of npm start, and the next start works', async () => {
  const { group } = await start()
  process.kill(-group, 'SIGINT')
  await ended()
})

test('a stale socket and a pid file that names an unrelated process do not stop a start', async () => {
  mkdirSync(join(folder, 'postgres'), { recursive: true })
  writeFileSync(join(folder, 'made-by-npm-start'), '')
  writeFileSync(join(folder, 'postgres', 'pid'), String(process.pid))
  const socket = join(folder, 'postgres', '.s.PGSQL.5432')
  rmSync(socket, { force: true })
  // A process that is killed leaves its socket in the file system.
  const listen = `require('node:net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 9))`
  expect(() => execFileSync(process.execPath, ['-e', listen])).toThrow()
  const { group } = await start()
  process.kill(group, 'SIGTERM')
  await ended()
})

test('a second start on the same data says in one line which process uses it', async () => {
  const { group } = await start()
  const second = spawn(process.execPath, ['infra/local/start.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(await freePort()), PALISADE_DATA: folder },
  })
  let errors = ''
  second.stderr.on('data', chunk => (errors += chunk))
  await vi.waitFor(() => expect(second.exitCode).toBe(1), { timeout: 60_000 })
  expect(errors).toBe(`${join(folder, 'postgres')} is in use by process ${find('start')}: stop that one first\n`)
  process.kill(group, 'SIGTERM')
  await ended()
})
