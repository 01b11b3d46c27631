import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileDeployment, type Deployment, type WafDeployment } from '@palisade/edge'
import { environmentFile } from '../../../infra/secrets/environment-file.ts'
import { writeFiles } from '../../../infra/shared/render.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { startWaf, wafOnThisMachine } from './waf.ts'

const infra = join(import.meta.dirname, '../../../infra')

export type NativeNginx = {
  /** Everything it runs on; removed by stop(). */
  readonly folder: string
  /** Its master process: what it uses, its workers use. */
  readonly pid: number
  /** The processes that inspect for it. */
  readonly waf: ServerProcess
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
    temporaryFolder: folder,
  }
}

/**
 * Starts Nginx and its WAF on the committed configuration of one server: the policy's files as they are, and only the
 * files of deployment/ rendered for this machine.
 */
export async function startNginx(start: Start): Promise<NativeNginx> {
  const { architecture, server, folder, deployment, port, publicOrigin, environment, adjust } = start
  const { logHashKey = randomBytes(32).toString('base64url') } = start
  const { errorLog, accessLog } = deployment
  const configurationFolder = join(folder, 'configuration')
  const wafDeployment: WafDeployment = wafOnThisMachine(folder, configurationFolder)
  await cp(join(infra, architecture, 'generated', server), configurationFolder, { recursive: true })
  for (const shared of ['modsecurity', 'njs'])
    await cp(join(infra, 'shared', shared), join(configurationFolder, shared), { recursive: true })
  const places = { deployment, waf: { deployment: wafDeployment } }
  await writeFiles(configurationFolder, compileDeployment(places, 'Rendered by test/support/native/nginx.ts.'))
  await writeFile(deployment.environmentFile, environmentFile({ publicOrigin, environment, logHashKey }))
  await adjust?.(configurationFolder)

  const waf = await startWaf(wafDeployment)
  const nginx = await startServer({
    command: '/usr/sbin/nginx',
    args: ['-c', join(configurationFolder, 'nginx.conf'), '-e', errorLog, '-g', 'daemon off;'],
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
    accessLog: () => readLines<AccessLogEntry>(accessLog),
    auditLog: () => readLines<AuditLogEntry>(wafDeployment.auditLog),
    errorLog: async () => (await readFile(errorLog, 'utf8')) + (await readFile(wafDeployment.errorLog, 'utf8')),
    stop: async () => {
      await nginx.stop()
      await waf.stop()
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
