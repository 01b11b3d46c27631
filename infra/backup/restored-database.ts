import { chownSync, readFileSync } from 'node:fs'
import { appendFile, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BackupError } from './backup-error.ts'
import { databaseAccount } from './database-account.ts'
import { describeSize } from './describe.ts'
import { freePort } from './free-port.ts'
import { type Run, runProgram } from './run-program.ts'

/** Replaces the configuration of the database that was backed up: the last line of a setting counts. */
const settingsOf = (folder: string, port: number) => `
port = ${port}
listen_addresses = '127.0.0.1'
unix_socket_directories = '${folder}'
hba_file = '${folder}/data/pg_hba.conf'
ssl = off
archive_mode = off
# Until the target is reached, nobody gets in, so max_connections need not be that of the running database.
hot_standby = off
default_transaction_read_only = on
shared_preload_libraries = ''
logging_collector = off
external_pid_file = ''
# A drill that a power cut ends begins again.
fsync = off
`

export type RestoredDatabase = Awaited<ReturnType<typeof prepareFolder>>

/**
 * Makes a folder for a copy of a database, which needs so many bytes.
 * @param version of PostgreSQL, such as 15
 */
export async function prepareFolder(bytes: number, version: number) {
  await checkSpace(bytes)
  const folder = await mkdtemp(join(tmpdir(), 'palisade-restored-'))
  const account = databaseAccount()
  if (account) chownSync(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  const binaries = `/usr/lib/postgresql/${version}/bin`
  const stop = [join(binaries, 'pg_ctl'), [`--pgdata=${data}`, '--mode=immediate', 'stop']] as const
  let isStarted = false

  return {
    folder,
    data,
    /** What a person runs to remove it. */
    removal: `sudo -u postgres sh -c '${stop.flat().join(' ')}; rm -r ${folder}'`,
    /** Replays the WAL up to the target. @returns the port */
    async start(run: Run): Promise<number> {
      const port = await freePort()
      await writeFile(join(data, 'postgresql.conf'), '')
      await writeFile(join(data, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n')
      await appendFile(join(data, 'postgresql.auto.conf'), settingsOf(folder, port))
      isStarted = true
      await startServer(binaries, folder, port, run)
      return port
    },
    async remove(): Promise<void> {
      // It has stopped already where it could not reach the target.
      if (isStarted) await hasSucceeded(runProgram(...stop, { env: {} }))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** @throws BackupError with the reason of PostgreSQL when it ends before it accepts connections */
async function startServer(binaries: string, folder: string, port: number, run: Run): Promise<void> {
  const [data, log] = [join(folder, 'data'), join(folder, 'postgres.log')]
  const control = (...args: string[]) => runProgram(join(binaries, 'pg_ctl'), [`--pgdata=${data}`, ...args], run)
  const askReady = () => runProgram(join(binaries, 'pg_isready'), ['--host=127.0.0.1', `--port=${port}`], run)
  try {
    await control(`--log=${log}`, '--timeout=86400', '--silent', 'start')
    while (!(await hasSucceeded(askReady()))) {
      await control('status')
      await sleep(100)
    }
  } catch (error) {
    throw run.signal?.aborted ? error : new BackupError(`the restored database stopped: ${lastFatal(log)}`)
  }
}

const hasSucceeded = (work: Promise<unknown>) =>
  work.then(
    () => true,
    () => false,
  )

async function checkSpace(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir())
  const free = bavail * bsize
  if (free > bytes) return
  throw new BackupError(
    `the copy needs ${describeSize(bytes)} in ${tmpdir()}, which has ${describeSize(free)}: set TMPDIR`,
  )
}

function lastFatal(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  return (lines.findLast(line => line.includes('FATAL')) ?? lines.at(-1) ?? '').replace(/^.*FATAL:\s*/, '')
}
