import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Certificate,
  createAuthority,
  createSelfSignedCertificate,
  issueCertificate,
} from '../../../infra/secrets/certificate.ts'
import { createFolder, type NativeNginx, startNginx } from './nginx.ts'
import { freePort } from './server-process.ts'

export type EdgeOptions = {
  /** The port of the API on this machine, or of the origin. */
  readonly upstreamPort: number
  /** Whose edge is run. */
  readonly architecture?: string
  /** Whose origins it allows. Default `test`, as PALISADE_ENV of the API has to be then. */
  readonly environment?: string
  /** Folder of the built SPA. Default: one page that says so. */
  readonly webRoot?: string
  /** Changes what was put into the temporary folder, before Nginx reads it. */
  readonly adjust?: (configurationFolder: string) => Promise<void>
  /** Default: a free one. */
  readonly port?: number
  /** Of the pseudonyms in its log, as the API has it. Default: one of its own. */
  readonly logHashKey?: string
}

export type NativeEdge = NativeNginx & {
  /** The public origin, such as https://localhost:40123: what PUBLIC_ORIGIN of the API has to be. */
  readonly url: string
  /** Where the API is, and where administrators reach it: the same as `url` but where they have hosts of their own. */
  readonly apiUrl: string
  readonly adminUrl: string
  readonly port: number
  readonly httpPort: number
  /** To be trusted by the client: the edge's own certificate. */
  readonly certificatePem: string
  /** What the administrators' host asks for. */
  readonly adminCertificate: Certificate
}

/** Browsers take all names below it for this machine; other clients need the address. */
const domain = 'palisade.localhost'

/** Starts the edge of an architecture for free ports and a temporary folder. */
export async function startEdge({
  upstreamPort,
  architecture = 'single-vps',
  environment = 'test',
  webRoot,
  port: givenPort,
  adjust,
  logHashKey,
}: EdgeOptions): Promise<NativeEdge> {
  const folder = await createFolder('edge')
  const [port, httpPort] = [givenPort ?? (await freePort()), await freePort()]
  const names = await hostNames(architecture)
  const originOf = (name: string) => `https://${name}:${port}`
  const root = webRoot ?? join(folder, 'web')
  const site = {
    'listen 8080': `listen 127.0.0.1:${httpPort}`,
    'listen 8443': `listen 127.0.0.1:${port}`,
    '/srv/web': root,
  }
  const { certificatePem, privateKeyPem } = await createSelfSignedCertificate([
    ...new Set(Object.values(names)),
    '127.0.0.1',
  ])
  const administrators = await createAuthority('administrators')
  const adminCertificate = await issueCertificate(administrators, { client: 'an administrator' })
  await writeFile(join(folder, 'certificate.pem'), certificatePem)
  await writeFile(join(folder, 'certificate.key'), privateKeyPem, { mode: 0o600 })
  await writeFile(join(folder, 'client-ca.pem'), administrators.certificatePem)
  if (webRoot === undefined) await writeSamplePage(root)

  const url = originOf(names.web)
  const started = {
    architecture,
    server: 'edge',
    folder,
    site,
    upstreamPorts: [upstreamPort],
    port,
    publicOrigin: url,
    environment,
    adjust,
    logHashKey,
  } as const
  return {
    url,
    apiUrl: originOf(names.api),
    adminUrl: originOf(names.admin),
    port,
    httpPort,
    certificatePem,
    adminCertificate,
    ...(await startNginx(started)),
  }
}

async function hostNames(architecture: string) {
  const server = join(import.meta.dirname, '../../../infra', architecture, 'edge/server.conf')
  const areApart = (await readFile(server, 'utf8')).includes('include hosts/apart.conf;')
  const nameOf = (label: string) => (areApart ? `${label}.${domain}` : 'localhost')
  return { web: nameOf('app'), api: nameOf('api'), admin: nameOf('admin') }
}

async function writeSamplePage(webRoot: string): Promise<void> {
  await mkdir(join(webRoot, 'assets'), { recursive: true })
  const head = '<meta name="api-origin" content="" /><meta name="admin-origin" content="" /><title>A page</title>'
  await writeFile(join(webRoot, 'index.html'), `<!doctype html>${head}\n`)
  await writeFile(join(webRoot, 'assets/app-1a2b3c4d.js'), 'export {}\n')
}
