import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey } from '@palisade/security/jwt'
import { subjectHashKey } from '@palisade/security/privacy'
import { freePort, type ServerProcess, startServer, type WafLogCertificates } from '../native/index.ts'

type Options = {
  port: number
  publicOrigin: string
  /** Where programs call the API. Default: the public origin. */
  apiOrigin?: string
  databaseUrl: string
  redisUrl: string
  /** Who vouches for a Redis that is encrypted, in PEM. */
  redisCa?: string
  /** Shared with other nodes. Default: a folder with a key of its own. */
  keysFolder?: string
  /** What it and the shippers of the WAFs in front of it show each other. Default: it takes no blocks. */
  wafLogCertificates?: WafLogCertificates
  /** Of Node itself, before the program. */
  nodeArgs?: readonly string[]
  /** Beside the public one, and those of the environment. */
  allowedOrigin?: string
  /** How long it turns requests away before it stops. Default: not at all. */
  drainMs?: number
  /** Where it sends traces. Default: nowhere. */
  tracesUrl?: string | undefined
  /** How long a session lives at most. Default: as the API's own. */
  sessionLifetimeMs?: number
}

export type NativeApi = {
  url: string
  /** Where Prometheus asks, as host and port. */
  metrics: string
  /** The port on which it takes blocks of the WAFs. */
  wafLogPort: number
  logFile: string
  kill: ServerProcess['kill']
  /** Starts it again with the same settings, after `kill`. */
  start: () => Promise<void>
  stop: () => Promise<void>
}

/** One for all nodes, as the deployment gives it to them. */
const dataKey = randomBytes(32).toString('base64url')

/** For the edge in front of them. */
export const logHashKey = subjectHashKey(Buffer.from(dataKey, 'base64url')).toString('base64url')

/** Starts the API as a server of its own, behind an edge on this machine. */
export async function startApi(options: Options): Promise<NativeApi> {
  const {
    port,
    publicOrigin,
    apiOrigin,
    databaseUrl,
    redisUrl,
    redisCa,
    keysFolder,
    wafLogCertificates: certificates,
    allowedOrigin,
    drainMs,
    tracesUrl,
    sessionLifetimeMs,
  } = options
  const folder = await mkdtemp(join(tmpdir(), 'palisade-api-'))
  const ownKeys = join(folder, 'keys')
  const logFile = join(folder, 'api.log')
  const url = `http://127.0.0.1:${port}`
  const [metricsPort, wafLogPort] = [await freePort(), await freePort()]
  if (!keysFolder) await generateKey({ folder: ownKeys })
  const start = {
    command: process.execPath,
    args: [...(options.nodeArgs ?? []), 'apps/api/src/main.ts'],
    port,
    isReady: async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true,
    logFile,
    env: {
      ...process.env,
      PORT: String(port),
      PALISADE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      ...(redisCa && { REDIS_CA: redisCa }),
      KEYS_FOLDER: keysFolder ?? ownKeys,
      DATA_KEY: dataKey,
      PUBLIC_ORIGIN: publicOrigin,
      ...(apiOrigin && { API_ORIGIN: apiOrigin }),
      TRUSTED_PROXIES: '127.0.0.1',
      METRICS_PORT: String(metricsPort),
      ...(certificates && {
        WAF_LOG_PORT: String(wafLogPort),
        WAF_LOG_CERTIFICATE: certificates.node.certificatePem,
        WAF_LOG_KEY: certificates.node.privateKeyPem,
        WAF_LOG_CA: certificates.authority.certificatePem,
      }),
      ...(allowedOrigin && { ALLOWED_ORIGINS: allowedOrigin }),
      ...(tracesUrl && { TRACES_URL: tracesUrl }),
      ...(drainMs && { DRAIN_MS: String(drainMs) }),
      ...(sessionLifetimeMs && { SESSION_LIFETIME_MS: String(sessionLifetimeMs) }),
    },
  }
  let server = await startServer(start)
  return {
    url,
    metrics: `127.0.0.1:${metricsPort}`,
    wafLogPort,
    logFile,
    kill: signal => server.kill(signal),
    start: async () => {
      server = await startServer(start)
    },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
