import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileDeployment, type Deployment, writeFiles } from '../../infra/edge/index.ts'
import { createSelfSignedCertificate } from '../../infra/secrets/certificate.ts'
import { environmentFile } from '../../infra/secrets/environment-file.ts'
import { freePort, startServer } from './server-process.ts'

const infra = join(import.meta.dirname, '../../infra')

export type EdgeOptions = {
  /** The port of the API on this machine. */
  readonly upstreamPort: number
  /** Whose edge is run. */
  readonly architecture?: string
  /** Whose origins it allows. Default `test`, as PALISADE_ENV of the API has to be then. */
  readonly environment?: string
  /** Folder of the built SPA. Default: one page that says so. */
  readonly webRoot?: string
  /** Changes what was put into the temporary folder, before Nginx reads it. */
  readonly adjust?: (configurationFolder: string) => Promise<void>
}

export type NativeEdge = {
  /** The public origin, such as https://localhost:40123: what PUBLIC_ORIGIN of the API has to be. */
  readonly url: string
  readonly port: number
  readonly httpPort: number
  /** To be trusted by the client: the edge's own certificate. */
  readonly certificatePem: string
  /** Everything it runs on; removed by stop(). */
  readonly folder: string
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

/**
 * Starts Nginx with ModSecurity on the committed configuration of an architecture's edge: the policy's files as they are, and
 * only the files of deployment/ rendered for free ports and a temporary folder.
 */
export async function startEdge({
  upstreamPort,
  architecture = 'single-vps',
  environment = 'test',
  webRoot,
  adjust,
}: EdgeOptions): Promise<NativeEdge> {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-edge-'))
  const [port, httpPort] = [await freePort(), await freePort()]
  const url = `https://localhost:${port}`
  const configurationFolder = join(folder, 'configuration')
  const deployment = nativeDeployment({ folder, configurationFolder, port, httpPort, upstreamPort, webRoot })

  await cp(join(infra, architecture, 'generated/edge'), configurationFolder, { recursive: true })
  await cp(join(infra, 'modsecurity'), join(configurationFolder, 'modsecurity'), { recursive: true })
  await writeFiles(configurationFolder, compileDeployment(deployment, 'Rendered by test/native/edge.ts.'))
  await adjust?.(configurationFolder)
  const { certificatePem, privateKeyPem } = createSelfSignedCertificate(['localhost', '127.0.0.1'])
  await writeFile(deployment.certificate, certificatePem)
  await writeFile(deployment.certificateKey, privateKeyPem, { mode: 0o600 })
  await writeFile(deployment.environmentFile, environmentFile({ publicOrigin: url, environment }))
  if (webRoot === undefined) await writeSamplePage(deployment.webRoot)

  const server = await startServer({
    command: '/usr/sbin/nginx',
    args: ['-c', join(configurationFolder, 'nginx.conf'), '-e', deployment.errorLog, '-g', 'daemon off;'],
    port,
    logFile: deployment.errorLog,
    stopSignal: 'SIGQUIT', // finishes the requests in hand
  })
  return {
    url,
    port,
    httpPort,
    certificatePem,
    folder,
    accessLog: () => readLines<AccessLogEntry>(deployment.accessLog),
    auditLog: () => readLines<AuditLogEntry>(deployment.auditLog),
    errorLog: () => readFile(deployment.errorLog, 'utf8'),
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Places = Required<Pick<EdgeOptions, 'upstreamPort'>> & {
  folder: string
  configurationFolder: string
  port: number
  httpPort: number
  webRoot: string | undefined
}

function nativeDeployment({ folder, configurationFolder, port, httpPort, upstreamPort, webRoot }: Places): Deployment {
  return {
    ...(process.getuid?.() === 0 && { user: 'root' }),
    listenHttp: `127.0.0.1:${httpPort}`,
    listenHttps: `127.0.0.1:${port}`,
    environmentFile: join(folder, 'environment.conf'),
    certificate: join(folder, 'certificate.pem'),
    certificateKey: join(folder, 'certificate.key'),
    upstream: `127.0.0.1:${upstreamPort}`,
    webRoot: webRoot ?? join(folder, 'web'),
    errorLog: join(folder, 'error.log'),
    accessLog: join(folder, 'access.log'),
    auditLog: join(folder, 'audit.log'),
    temporaryFolder: folder,
    configurationFolder,
    crsRulesFolder: process.env['CRS_RULES_FOLDER'] ?? '/usr/share/modsecurity-crs/rules',
  }
}

async function writeSamplePage(webRoot: string): Promise<void> {
  await mkdir(join(webRoot, 'assets'), { recursive: true })
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>A page</title>\n')
  await writeFile(join(webRoot, 'assets/app-1a2b3c4d.js'), 'export {}\n')
}

async function readLines<Line>(file: string): Promise<Line[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Line)
}
