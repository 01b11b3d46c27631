import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, takesConnections } from './server-process.ts'

export type RsyslogOptions = {
  /** Its configuration file, which sets `workDirectory` to `echo $WORK_FOLDER`, in backticks. */
  readonly configuration: string
  /** The other variables that the file reads in this way. */
  readonly env?: Readonly<Record<string, string>>
  /** The port on which it accepts messages, if it does. */
  readonly port?: number
}

export type NativeRsyslog = {
  /** Its working directory, with its queue and how far it has read each file. */
  readonly workFolder: string
  /** What rsyslogd has printed about itself since the first start. */
  readonly output: () => Promise<string>
  /** Ends it as a shutdown does: it saves its queue. */
  readonly end: () => Promise<void>
  /** Ends it as a crash does. */
  readonly kill: () => Promise<void>
  /** Starts it again, with its working directory as it is. */
  readonly start: () => Promise<void>
  /** Ends it and removes its working directory. */
  readonly stop: () => Promise<void>
}

/**
 * Starts rsyslogd with one configuration file, in a folder of its own.
 * @throws Error with its output when it does not start
 */
export async function startRsyslog({ configuration, env = {}, port }: RsyslogOptions): Promise<NativeRsyslog> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-rsyslog-'))
  const workFolder = join(folder, 'work')
  const [logFile, pidFile] = [join(folder, 'output.log'), join(folder, 'rsyslogd.pid')]
  await mkdir(workFolder)
  await writeFile(logFile, '')
  const start = async () => {
    // rsyslogd refuses to start when a crash has left its pid file behind.
    await rm(pidFile, { force: true })
    return startServer({
      command: '/usr/sbin/rsyslogd',
      args: ['-n', '-i', pidFile, '-f', configuration],
      port: port ?? 0,
      isReady: async () => existsSync(pidFile) && (port === undefined || takesConnections({ port, host: '127.0.0.1' })),
      logFile,
      env: { ...process.env, ...env, WORK_FOLDER: workFolder },
    })
  }
  let server = await start().catch(async error => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  return {
    workFolder,
    output: () => readFile(logFile, 'utf8'),
    end: () => server.stop(),
    kill: async () => {
      await server.kill('SIGKILL')
    },
    start: async () => {
      server = await start()
    },
    stop: async () => {
      await server.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
