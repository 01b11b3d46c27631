import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freePort } from '../support/native/index.ts'
import { startEmbedded } from '../support/targets/embedded.ts'

const folder = mkdtempSync(join(tmpdir(), 'palisade-data-'))
const data = join(folder, 'data')

afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a command of infra/local that cannot succeed, or ends by itself. */
function run(name: 'start' | 'reset', env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`infra/local/${name}.ts`], {
    env: { ...process.env, PALISADE_DATA: data, ...env },
    encoding: 'utf8',
    timeout: 200_000,
  })
  return { status, stdout, stderr }
}

const refused = (stderr: string) => ({ status: 1, stdout: '', stderr: `${stderr}\n` })

/** Runs the embedded default on `data` while `use` works. */
async function withStart(use: (server: { url: string; password: string }) => Promise<void>): Promise<void> {
  const port = await freePort()
  const child = spawn(process.execPath, ['infra/local/start.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: String(port), PALISADE_DATA: data },
  })
  const exited = once(child, 'exit')
  let screen = ''
  child.stdout.on('data', chunk => (screen += chunk))
  while (!screen.includes('Ctrl-C stops it') && child.exitCode === null) {
    await Promise.race([once(child.stdout, 'data'), exited])
  }
  try {
    const password = /^Password\s+(\S+)/m.exec(screen)?.[1] ?? 'none is shown'
    await use({ url: `http://localhost:${port}`, password })
  } finally {
    child.kill('SIGTERM')
    await exited
  }
}

async function signIn({ url, password }: { url: string; password: string }): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ email: 'member@acme.test', password })
  return (await fetch(`${url}/api/auth/sign-in`, { method: 'POST', headers, body })).status
}

test('npm run reset removes the files of npm start, and then says that there is nothing to remove', async () => {
  await withStart(async server => expect(await signIn(server)).toBe(200))
  expect(readdirSync(data)).toContain('postgres')
  expect(run('reset')).toEqual({ status: 0, stdout: `removed ${data}\n`, stderr: '' })
  expect(existsSync(data)).toBe(false)
  expect(run('reset')).toEqual({ status: 0, stdout: `nothing to remove: there is no ${data}\n`, stderr: '' })
})

test('neither npm start nor npm run reset touches a folder that npm start did not create', async () => {
  const docs = join(folder, 'docs')
  mkdirSync(join(docs, 'keys'), { recursive: true, mode: 0o755 })
  writeFileSync(join(docs, 'keys', 'mine'), 'precious')
  const PALISADE_DATA = docs
  const message = `${docs} was not made by npm start: set PALISADE_DATA to a folder that is empty or not there yet`
  expect(run('reset', { PALISADE_DATA })).toEqual(refused(message))
  expect(run('start', { PALISADE_DATA, PORT: String(await freePort()) })).toEqual(refused(message))
  expect(readFileSync(join(docs, 'keys', 'mine'), 'utf8')).toBe('precious')
  expect(statSync(docs).mode & 0o777).toBe(0o755)
  expect(readdirSync(docs)).toEqual(['keys'])
})

test('a data folder of an earlier version is refused, with what to do, until it has the file that marks it', async () => {
  const old = join(folder, 'old')
  for (const name of ['postgres', 'keys']) mkdirSync(join(old, name), { recursive: true })
  const PALISADE_DATA = old
  const marker = join(old, 'made-by-npm-start')
  const message =
    `${old} may be of an earlier version of npm start, which made no made-by-npm-start in it; ` +
    `to keep its data: touch ${marker}; to begin again: remove the folder`
  expect(run('start', { PALISADE_DATA, PORT: String(await freePort()) })).toEqual(refused(message))
  expect(run('reset', { PALISADE_DATA })).toEqual(refused(message))
  writeFileSync(marker, '')
  expect(run('reset', { PALISADE_DATA })).toEqual({ status: 0, stdout: `removed ${old}\n`, stderr: '' })
})

test('npm run reset removes nothing while the folder contains an unknown file', async () => {
  await withStart(async () => {})
  const before = [...readdirSync(data), 'notes.txt'].sort()
  writeFileSync(join(data, 'notes.txt'), 'mine')
  expect(run('reset')).toEqual(refused(`${data} holds notes.txt, which npm start did not make: move it away first`))
  expect(readdirSync(data).sort()).toEqual(before)
  rmSync(join(data, 'notes.txt'))
})

test('a file in the place of the data folder is refused in one line', () => {
  const file = join(folder, 'file')
  writeFileSync(file, 'mine')
  expect(run('reset', { PALISADE_DATA: file })).toEqual(refused(`${file} is not a folder`))
  expect(readFileSync(file, 'utf8')).toBe('mine')
})

test('a lost demo password is replaced by one that works', async () => {
  for (const damage of [
    () => rmSync(join(data, 'demo-password')),
    () => writeFileSync(join(data, 'demo-password'), ''),
  ]) {
    damage()
    await withStart(async server => expect(await signIn(server)).toBe(200))
  }
})

test('the demo password stays the same, and the data key is never replaced', async () => {
  const secrets = () => ['demo-password', 'data-key'].map(name => readFileSync(join(data, name), 'utf8'))
  const before = secrets()
  await withStart(async ({ password }) => expect(password).toBe(before[0]))
  expect(secrets()).toEqual(before)
  writeFileSync(join(data, 'data-key'), '')
  const message = `${join(data, 'data-key')} is damaged: put it back, or run npm run reset`
  expect(run('start', { PORT: String(await freePort()) })).toEqual(refused(message))
})

test('a damaged signing key is named in one line', async () => {
  const { folder: own, child, stop } = await startEmbedded(process.cwd())
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
  const [key = 'no key'] = readdirSync(join(own, 'keys'))
  writeFileSync(join(own, 'keys', key), '')
  expect(run('start', { PALISADE_DATA: own, PORT: String(await freePort()) })).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^key file \S+\.json must hold [^\n]*: put it back, or run npm run reset\n$/),
  })
  await stop()
})

test.each([
  ['~/palisade', 'PALISADE_DATA begins with ~, which only a shell replaces: write $HOME instead\n'],
  ['/proc/palisade', '/proc/palisade cannot be written: ENOENT\n'],
])('PALISADE_DATA=%s is refused in one line', async (PALISADE_DATA, stderr) => {
  expect(run('start', { PALISADE_DATA, PORT: String(await freePort()) })).toEqual({ status: 1, stdout: '', stderr })
})

const canMount = process.platform === 'linux' && spawnSync('unshare', ['--mount', 'true']).status === 0

/** Runs a shell script with `disk` mounted at `data`, which only the script sees. */
function withDisk(options: string, script: string) {
  const at = join(folder, 'disk')
  mkdirSync(at, { recursive: true })
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['--mount', 'sh', '-c', `mount -t tmpfs -o ${options} palisade "$PALISADE_DATA" && ${script}`],
    { env: { ...process.env, PALISADE_DATA: at }, encoding: 'utf8', timeout: 200_000 },
  )
  return { at, status, stdout, stderr }
}

test.skipIf(!canMount).each(['64k', '34m', '40m'])('a full disk of %s is reported in one line', async size => {
  const script = `PORT=${await freePort()} exec ${process.execPath} infra/local/start.ts`
  const { at, ...result } = withDisk(`size=${size}`, script)
  expect(result).toEqual(refused(`no space left in ${at}`))
})

test.skipIf(!canMount)('npm run reset empties a mounted folder, which it cannot remove', () => {
  const reset = `${process.execPath} infra/local/reset.ts`
  const { at, ...result } = withDisk(
    'size=1m',
    `touch "$PALISADE_DATA/made-by-npm-start" && ${reset} && ls -A "$PALISADE_DATA"`,
  )
  expect(result).toEqual({ status: 0, stdout: `emptied ${at}\n`, stderr: '' })
})
