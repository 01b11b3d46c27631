import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDatabase, demoUsers, migrate, seed } from '@palisade/db'
import { startEmbeddedPostgres } from '@palisade/db/embedded'
import { generateKey } from '@palisade/security/jwt'
import { dataFolder, readDemoPassword, takeDataFolder } from './data-folder.ts'
import { readFreePort } from './ports.ts'
import { answers, logOf, startApi, startWorker, stopProcess } from './processes.ts'
import { exitWith } from './start-error.ts'

const web = fileURLToPath(new URL('../../apps/web', import.meta.url))
const viteUrl = 'http://localhost:5173'
const watch = process.argv.includes('--watch')

/** What has to be undone on the way out, the last first. */
const undo: (() => unknown)[] = []
let stopping = false

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0))

try {
  await start()
} catch (error) {
  if (!stopping) {
    await runUndo()
    exitWith(error)
  }
}

async function start(): Promise<void> {
  const port = await readFreePort()
  undo.push(takeDataFolder())
  const password = readDemoPassword()
  const postgres = await startEmbeddedPostgres(join(dataFolder, 'postgres'))
  undo.push(postgres.stop)
  await prepare(postgres.url, password)

  const api = await startApi({
    port,
    databaseUrl: postgres.url,
    watch,
    ...(!watch && { webRoot: join(web, 'dist') }),
  })
  undo.push(() => stopProcess(api))
  stopWith(api, 'the API', 'api')
  const worker = startWorker({ databaseUrl: postgres.url, watch }, api)
  undo.push(() => stopProcess(worker))
  stopWith(worker, 'the worker', 'worker')
  if (watch) {
    const vite = spawn(join(web, 'node_modules/.bin/vite'), { cwd: web, stdio: 'inherit', env: viteEnv(port) })
    undo.push(() => stopProcess(vite))
    stopWith(vite, 'Vite')
    await answers(vite, viteUrl)
  }
  console.log(describe(watch ? viteUrl : `http://localhost:${port}`, port, password))
}

async function prepare(url: string, password: string): Promise<void> {
  await migrate({ url })
  const db = createDatabase(url)
  await seed(db, { password })
  await db.close()

  const keys = join(dataFolder, 'keys')
  await mkdir(keys, { recursive: true, mode: 0o700 })
  if (readdirSync(keys).length === 0) await generateKey({ folder: keys })
}

function stopWith(child: ChildProcess, title: string, name?: string): void {
  child.once('exit', () => {
    if (stopping) return
    console.error(`${title} stopped by itself${name ? `: see ${logOf(name)}` : ''}`)
    stop(1)
  })
}

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await runUndo()
  process.exit(code)
}

async function runUndo(): Promise<void> {
  for (const step of undo.reverse()) await step()
}

function viteEnv(port: number) {
  return { ...process.env, API_URL: `http://localhost:${port}` }
}

function describe(url: string, port: number, password: string): string {
  const acme = demoUsers.filter(user => user.tenant === 'acme').map(user => user.email)
  return `
ready ${url}

Sign in as   ${acme.join(', ')}
             or the same names @globex.test, another tenant
Password     ${password}

Try next     http://localhost:${port}/docs               the API, made from the contracts
             http://localhost:${port}/api/openapi.json   the same for tools
             packages/contracts/src, then apps/api/src/app.ts   where to start reading

Ctrl-C stops it. The data stays in .palisade, with the logs in api.log and worker.log; npm run reset removes it.`
}
