import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileDeployment, type Deployment, writeFiles } from '../../infra/edge/index.ts'
import { environmentFile } from '../../infra/secrets/environment-file.ts'
import { startServer } from './server-process.ts'

const infra = join(import.meta.dirname, '../../infra')

export type NativeNginx = {
  /** Everything it runs on; removed by stop(). */
  readonly folder: string
  /** Its master process: what it uses, its workers use. */
  readonly pid: number
  /** The lines written so far, parsed: nginx.conf writes JSON. */
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
  readonly deployment: Deployment
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

/** What a deployment on this machine has in common, whichever server it is. */
export function nativePlaces(folder: string, upstreamPorts: readonly number[]) {
  return {
    ...(process.getuid?.() === 0 && { user: 'root' }),
    environmentFile: join(folder, 'environment.conf'),
    upstreams: upstreamPorts.map(port => `127.0.0.1:${port}`),
    errorLog: join(folder, 'error.log'),
    accessLog: join(folder, 'access.log'),
    auditLog: join(folder, 'audit.log'),
    temporaryFolder: folder,
    configurationFolder: join(folder, 'configuration'),
    crsRulesFolder: crsRulesFolder(),
  }
}

/** Debian's Core Rule Set, or the one that CRS_RULES_FOLDER names. */
export function crsRulesFolder(): string {
  return process.env['CRS_RULES_FOLDER'] ?? '/usr/share/modsecurity-crs/rules'
}

/**
 * Starts Nginx with ModSecurity on the committed configuration of one server: the policy's files as they are, and only
 * the files of deployment/ rendered for this machine.
 */
export async function startNginx(start: Start): Promise<NativeNginx> {
  const { architecture, server, folder, deployment, port, publicOrigin, environment, adjust } = start
  const { logHashKey = randomBytes(32).toString('base64url') } = start
  const { configurationFolder, errorLog, accessLog, auditLog } = deployment
  await cp(join(infra, architecture, 'generated', server), configurationFolder, { recursive: true })
  for (const shared of ['modsecurity', 'njs'])
    await cp(join(infra, shared), join(configurationFolder, shared), { recursive: true })
  await writeFiles(configurationFolder, compileDeployment(deployment, 'Rendered by test/native/nginx.ts.'))
  await writeFile(deployment.environmentFile, environmentFile({ publicOrigin, environment, logHashKey }))
  await adjust?.(configurationFolder)

  const nginx = await startServer({
    command: '/usr/sbin/nginx',
    args: ['-c', join(configurationFolder, 'nginx.conf'), '-e', errorLog, '-g', 'daemon off;'],
    port,
    logFile: errorLog,
    stopSignal: 'SIGQUIT', // finishes the requests in hand
  })
  return {
    folder,
    pid: nginx.pid,
    accessLog: () => readLines<AccessLogEntry>(accessLog),
    auditLog: () => readLines<AuditLogEntry>(auditLog),
    errorLog: () => readFile(errorLog, 'utf8'),
    stop: async () => {
      await nginx.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function readLines<Line>(file: string): Promise<Line[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  // What stands behind the last line break is a line that is still being written, or nothing.
  const lines = text.split('\n').slice(0, -1)
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as Line)
}
