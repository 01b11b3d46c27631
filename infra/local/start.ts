import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createDatabase, migrate, seed } from '@palisade/db'
import { readCommandLine } from '@palisade/service/command-line'
import { type App, forward, logOf, startApp } from './apps.ts'
import { createFirstKey, keysFolder, openDatabase, readDataKey, readDemoPassword } from './data-folder.ts'
import { isFree } from './ports.ts'
import { answers, startNode, stopProcess } from './processes.ts'
import { describe } from './screen.ts'
import { exitWith, StartError } from './start-error.ts'
import { environmentOfApps, readAddress } from './start-settings.ts'

const web = fileURLToPath(new URL('../../apps/web', import.meta.url))
const vitePort = 5173
const viteUrl = `http://localhost:${vitePort}`
const { watch } = readCommandLine({
  usage:
    'npm start, or npm run dev. Settings: PORT (8080), PALISADE_DATA (.palisade), PALISADE_HOST (127.0.0.1), PALISADE_LOG_LEVEL',
  options: { watch: { type: 'boolean', default: false } },
}).values

/** What has to be undone on the way out, the last first. */
const undo: (() => unknown)[] = []
let stopping = false
let isUp = false

// Ctrl-C, `kill`, a terminal that is closed, and the end of the process that started this one (end-with-parent.ts).
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0))
// A terminal that is gone must not keep this process from stopping its children.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  await start()
} catch (error) {
  if (!stopping) {
    stopping = true
    await runUndo()
    exitWith(error)
  }
}

async function start(): Promise<void> {
  const { host, port } = readAddress()
  await checkPorts(host, port)
  const postgres = await openDatabase()
  undo.push(postgres.stop)
  const password = readDemoPassword()
  await prepare(postgres.url, password)

  const own = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const api = startApi({ HOST: host, PORT: String(port), ALLOWED_ORIGINS: own }, postgres.url)
  startWorker(postgres.url, api)
  isUp = await answers(() => api.child, `${own}/readyz`)
  if (stopping) return
  if (!isUp && !watch) throw notStarted()
  if (watch) await startVite(port)
  if (!stopping) console.log(describe(watch ? viteUrl : `http://localhost:${port}`, port, password))
}

async function checkPorts(host: string, port: number): Promise<void> {
  if (!(await isFree(port, host))) {
    const command = watch ? 'npm run dev' : 'npm start'
    throw new StartError(
      `port ${port} cannot be used, most likely because it is taken: try PORT=${port + 1} ${command}`,
    )
  }
  if (watch && !(await isFree(vitePort, '127.0.0.1', '::1'))) {
    throw new StartError(`port ${vitePort} is taken, and Vite needs it: stop the program that listens there`)
  }
}

async function prepare(url: string, password: string): Promise<void> {
  await migrate({ url })
  const db = createDatabase(url)
  await seed(db, { password })
  await db.close()
  await createFirstKey()
}

function startApi(address: { HOST: string; PORT: string; ALLOWED_ORIGINS: string }, databaseUrl: string): App {
  const env = environmentOfApps({
    ...address,
    DATABASE_URL: databaseUrl,
    KEYS_FOLDER: keysFolder,
    DATA_KEY: readDataKey(),
    PUBLIC_ORIGIN: `http://localhost:${address.PORT}`,
    ...(!watch && { WEB_ROOT: `${web}/dist` }),
  })
  const api = startApp({ name: 'api', env, watch, onExit: code => stopped('api', code) })
  undo.push(() => api.stop())
  return api
}

/** Forwards what the worker announces to the API, since there is no Redis between them. */
function startWorker(databaseUrl: string, api: App): void {
  const env = environmentOfApps({ DATABASE_URL: databaseUrl })
  const onMessage = (change: unknown) => forward(api, change)
  const worker = startApp({ name: 'worker', env, watch, onMessage, onExit: code => stopped('worker', code) })
  undo.push(() => worker.stop())
}

async function startVite(apiPort: number): Promise<void> {
  const env = { ...process.env, API_URL: `http://localhost:${apiPort}` }
  const vite = startNode(`${web}/node_modules/vite/bin/vite.js`, [], {
    cwd: web,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  undo.push(() => stopProcess(vite))
  vite.once('exit', code => fail(`Vite stopped by itself, with ${code}`))
  await answers(() => vite, viteUrl)
}

function stopped(name: 'api' | 'worker', code: number | null): void {
  if (stopping) return
  if (watch) console.error(`${name}: stopped, with ${code}. It starts again when a source file changes.`)
  // While the API starts, `start` waits for it and shows its log.
  else if (isUp || name !== 'api') fail(`the ${name} stopped by itself, with ${code}: see ${logOf(name)}`)
}

function notStarted(): StartError {
  const log = readFileSync(logOf('api'), 'utf8').trimEnd().split('\n').slice(-15).join('\n')
  return new StartError(`the API did not start:\n${log}`)
}

function fail(reason: string): void {
  if (stopping) return
  console.error(reason)
  stop(1)
}

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await runUndo()
  process.exit(code)
}

async function runUndo(): Promise<void> {
  for (const step of undo.reverse()) await Promise.resolve(step()).catch((error: unknown) => console.error(error))
}
