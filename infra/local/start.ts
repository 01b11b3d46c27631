import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createDatabase, migrate, seed } from '@palisade/db'
import { readCommandLine } from '@palisade/service/command-line'
import { type App, logOf, startApp } from './apps.ts'
import { openDatabase } from './data-folder.ts'
import * as secrets from './kept-secrets.ts'
import { type Mailbox, startMailbox } from './mailbox/mailbox.ts'
import { isFree, urlHost } from './ports.ts'
import { answers, startNode, stopProcess } from './processes.ts'
import { describe } from './screen.ts'
import { exitWith, explainFullDisk, StartError } from './start-error.ts'
import { dataFolder, environmentOfApps, readAddress } from './start-settings.ts'

const web = fileURLToPath(new URL('../../apps/web', import.meta.url))
const vitePort = 5173
const viteUrl = `http://localhost:${vitePort}`
/** EX_CONFIG of sysexits.h: the log names the settings that are wrong. */
const wrongSettings = 78
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
    exitWith(explainFullDisk(error, dataFolder))
  }
}

async function start(): Promise<void> {
  const { host, port } = readAddress()
  await checkPorts(host, port)
  const postgres = await openDatabase()
  undo.push(postgres.stop)
  const password = await prepare(postgres.url)

  const own = `http://${urlHost(host)}:${port}`
  const shown = own.replace('//127.0.0.1:', '//localhost:')
  const address = { HOST: host, PORT: String(port), ALLOWED_ORIGINS: own, PUBLIC_ORIGIN: shown }
  const api = startApi(address, postgres.url)
  const mailbox = await openMailbox(host, port + 1)
  startWorker(postgres.url, watch ? viteUrl : shown, mailbox)
  isUp = await answers(() => api.child, `${own}/readyz`)
  if (stopping) return
  if (!isUp && !watch) throw notStarted('api')
  if (watch) await startVite(own)
  if (!stopping)
    console.log(
      describe({ url: watch ? viteUrl : shown, api: shown, mailbox: mailbox.url, password, folder: dataFolder }),
    )
}

async function checkPorts(host: string, port: number): Promise<void> {
  // A browser may take `localhost`, which the screen shows, for ::1.
  const hosts = host === '127.0.0.1' ? [host, '::1'] : [host]
  if (!(await isFree(port, ...hosts))) {
    const command = watch ? 'npm run dev' : 'npm start'
    throw new StartError(
      `port ${port} cannot be used, most likely because another program uses it: try PORT=${port + 1} ${command}`,
    )
  }
  if (watch && !(await isFree(vitePort, '127.0.0.1', '::1'))) {
    throw new StartError(`port ${vitePort} is taken, and Vite needs it: stop the program that listens there`)
  }
}

/** @returns the password of the demo users */
async function prepare(url: string): Promise<string> {
  await migrate({ url })
  const db = createDatabase(url)
  const kept = secrets.readDemoPassword()
  const password = kept ?? secrets.newDemoPassword()
  await seed(db, { password, replacesPasswords: kept === undefined })
  if (kept === undefined) secrets.keepDemoPassword(password)
  await db.close()
  await secrets.createFirstKey()
  return password
}

function startApi(address: NodeJS.ProcessEnv, databaseUrl: string): App {
  const env = environmentOfApps({
    ...address,
    DATABASE_URL: databaseUrl,
    KEYS_FOLDER: secrets.keysFolder,
    DATA_KEY: secrets.readDataKey(),
    ...(!watch && { WEB_ROOT: `${web}/dist` }),
  })
  const api = startApp({ name: 'api', env, watch, onExit: reason => stopped('api', reason) })
  undo.push(() => api.stop())
  return api
}

/** The page takes the port after that of the API, or any other where that is taken. */
async function openMailbox(host: string, port: number): Promise<Mailbox> {
  const mailbox = await startMailbox({ host, port: port < 65_536 && (await isFree(port, host)) ? port : 0 })
  undo.push(mailbox.stop)
  return mailbox
}

function startWorker(databaseUrl: string, publicOrigin: string, { smtpUrl }: Mailbox): void {
  const env = environmentOfApps({ DATABASE_URL: databaseUrl, PUBLIC_ORIGIN: publicOrigin, SMTP_URL: smtpUrl })
  const worker = startApp({ name: 'worker', env, watch, onExit: reason => stopped('worker', reason) })
  undo.push(() => worker.stop())
}

async function startVite(apiUrl: string): Promise<void> {
  const env = { ...process.env, API_URL: apiUrl }
  const vite = startNode(`${web}/node_modules/vite/bin/vite.js`, [], {
    cwd: web,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  undo.push(() => stopProcess(vite))
  vite.once('exit', (code, signal) => fail(`Vite stopped by itself, with ${signal ?? code}`))
  await answers(() => vite, viteUrl)
}

function stopped(name: 'api' | 'worker', reason: number | NodeJS.Signals): void {
  if (stopping) return
  if (watch) console.error(`${name}: stopped, with ${reason}. It starts again when a source file changes.`)
  else if (reason === wrongSettings && name === 'worker') fail(notStarted(name).message)
  // While the API starts, `start` waits for it and shows its log.
  else if (isUp || name !== 'api') fail(`the ${name} stopped by itself, with ${reason}: see ${logOf(name)}`)
}

function notStarted(name: 'api' | 'worker'): StartError {
  const log = readFileSync(logOf(name), 'utf8').trimEnd().split('\n').slice(-15).join('\n')
  return new StartError(`the ${name} did not start:\n${log}`)
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
