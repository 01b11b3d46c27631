import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeRuleSet } from '@palisade/edge'
import { environmentFile } from '../../../infra/secrets/environment-file.ts'
import { freePort, type ServerProcess, startServer } from './server-process.ts'
import { crsRulesFolder, startWaf } from './waf.ts'

const infra = join(import.meta.dirname, '../../../infra')

export type NativeNginx = {
  /** Everything it runs on; removed by stop(). */
  readonly folder: string
  /** Its master process: what it uses, its workers use. */
  readonly pid: number
  /** The processes that inspect for it. */
  readonly waf: ServerProcess
  /** The page of Nginx itself that counts its connections (stub_status). */
  readonly connectionsUrl: string
  /** The lines written so far, parsed: log.conf writes JSON. */
  readonly accessLog: () => Promise<AccessLogEntry[]>
  readonly auditLog: () => Promise<AuditLogEntry[]>
  readonly errorLog: () => Promise<string>
  readonly stop: () => Promise<void>
}

export type AccessLogEntry = Readonly<Record<string, string | number>> & { readonly requestId: string }
export type AuditLogEntry = {
  readonly transaction: {
    readonly unique_id: string
    readonly client_ip: string
    readonly request: {
      readonly method: string
      readonly uri: string
      readonly headers?: object
      readonly body?: string
    }
    readonly messages: readonly {
      readonly message: string
      readonly details: { readonly ruleId: string; readonly data: string }
    }[]
  }
}

type Start = {
  /** Whose committed configuration is run, and which of its servers. */
  readonly architecture: string
  readonly server: 'edge' | 'origin'
  readonly folder: string
  /** What replaces these words of infra/shared/machine. */
  readonly site?: Readonly<Record<string, string>>
  readonly upstreamPorts: readonly number[]
  /** Of an origin: where it listens, and the one address that it takes requests from. */
  readonly behindEdge?: { readonly listen: string; readonly edge: string }
  /** One that it listens on. */
  readonly port: number
  readonly publicOrigin: string
  readonly environment: string
  /** Changes what was put into the temporary folder, before Nginx reads it. */
  readonly adjust?: ((configurationFolder: string) => Promise<void>) | undefined
  /** Of the pseudonyms in its log, in base64url; the API's, where both are to write the same. */
  readonly logHashKey?: string | undefined
}

export function createFolder(server: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `palisade-${server}-`))
}

/** Rewrites the files of `machine` for this machine: a server has all its files in one temporary folder. */
async function adaptMachine(folder: string, site: Readonly<Record<string, string>>): Promise<void> {
  const machine = join(folder, 'configuration/machine')
  for (const name of await readdir(machine)) {
    const replaced = {
      '/tmp': folder,
      '/run/palisade/edge': folder,
      '/etc/palisade/edge': join(folder, 'configuration'),
      '/var/log/palisade': folder,
      '/dev/stdout': join(folder, 'access.log'),
      '/dev/stderr': join(folder, name.startsWith('waf') ? 'waf-error.log' : 'error.log'),
      ...site,
    }
    const user = name.endsWith('process.conf') && process.getuid?.() === 0 ? 'user root;\n' : ''
    let text = user + (await readFile(join(machine, name), 'utf8'))
    for (const [from, to] of Object.entries(replaced)) text = text.replaceAll(from, to)
    await writeFile(join(machine, name), text)
  }
}

/** Rewrites the files of `own` for servers on this machine. */
async function adaptAddresses(
  folder: string,
  { upstreamPorts: ports, behindEdge }: Start,
  metricsPort: number,
): Promise<void> {
  const own = join(folder, 'configuration/own')
  const nodes = ports.map(port => `server 127.0.0.1:${port} max_fails=3 fail_timeout=1s;`).join(' ')
  const text = (await readFile(join(own, 'server.conf'), 'utf8'))
    .replace(/\/run\/palisade\/\w+/, folder)
    .replace(/server \S+ max_conns/, `server unix:${join(folder, 'waf.sock')} max_conns`)
    .replace(/(?:server \S+ max_fails=3 fail_timeout=1s;\s*)+/, `${nodes}\n`)
  const edge = /(?<=set_real_ip_from )\S+(?=;)/.exec(text)?.[0]
  await writeFile(join(own, 'server.conf'), edge && behindEdge ? text.replaceAll(edge, behindEdge.edge) : text)
  await writeFile(join(own, 'waf-listen.conf'), `listen unix:${join(folder, 'waf.sock')};\nset_real_ip_from unix:;\n`)
  await writeFile(join(own, 'metrics-listen.conf'), `listen 127.0.0.1:${metricsPort};\n`)
  // mtail reads the access log.
  await writeFile(join(own, 'metrics-log.conf'), '')
  if (behindEdge) await writeFile(join(own, 'listen.conf'), `listen ${behindEdge.listen};\n`)
}

/**
 * Starts Nginx and its WAF on the committed configuration of one server: all files as they are, and only the paths of
 * `machine` and the addresses of `own` replaced by those of this machine.
 */
export async function startNginx(start: Start): Promise<NativeNginx> {
  const { architecture, server, folder, port, publicOrigin, environment, adjust } = start
  const { logHashKey = randomBytes(32).toString('base64url') } = start
  const configurationFolder = join(folder, 'configuration')
  const [errorLog, wafErrorLog] = [join(folder, 'error.log'), join(folder, 'waf-error.log')]
  await copyConfiguration(join(architecture, server), configurationFolder)
  await adaptMachine(folder, start.site ?? {})
  const metricsPort = await freePort()
  await adaptAddresses(folder, start, metricsPort)
  await writeRuleSet(crsRulesFolder(), join(configurationFolder, 'rules'))
  await writeFile(join(folder, 'environment.conf'), environmentFile({ publicOrigin, environment, logHashKey }))
  await adjust?.(configurationFolder)

  const waf = await startWaf(configurationFolder, wafErrorLog, join(folder, 'waf.sock'))
  const nginx = await startServer({
    command: '/usr/sbin/nginx',
    args: ['-c', join(configurationFolder, `nginx/${server}.conf`), '-e', errorLog, '-g', 'daemon off;'],
    port,
    logFile: errorLog,
    stopSignal: 'SIGQUIT', // finishes the requests in hand
  }).catch(async error => {
    await waf.stop()
    throw error
  })
  return {
    folder,
    pid: nginx.pid,
    waf,
    connectionsUrl: `http://127.0.0.1:${metricsPort}/connections`,
    accessLog: () => readLines<AccessLogEntry>(join(folder, 'access.log')),
    auditLog: () => readLines<AuditLogEntry>(join(folder, 'audit.log')),
    errorLog: async () => (await readFile(errorLog, 'utf8')) + (await readFile(wafErrorLog, 'utf8')),
    stop: async () => {
      await nginx.stop()
      await waf.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** As infra/shared/Dockerfile puts a server together: what all have, and what only this one has. */
async function copyConfiguration(own: string, target: string): Promise<void> {
  for (const folder of ['nginx', 'modsecurity', 'njs', 'machine', 'generated'])
    await cp(join(infra, 'shared', folder), join(target, folder), { recursive: true })
  await cp(join(infra, own), join(target, 'own'), { recursive: true })
}

async function readLines<Line>(file: string): Promise<Line[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  // What stands behind the last line break is a line that is still being written, or nothing.
  const lines = text.split('\n').slice(0, -1)
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as Line)
}
