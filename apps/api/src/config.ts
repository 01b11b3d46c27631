import { createSecureContext } from 'node:tls'
import { type Environment, origins } from '@palisade/contracts'
import { subjectHashKey } from '@palisade/security/privacy'
import { minimumSecretChars } from '@palisade/security/response'
import {
  createReader,
  type Env,
  type LogLevel,
  type MetricsAddress,
  type RedisAddress,
  type TracesTarget,
} from '@palisade/service'
import type { ReceiverAddress } from './observability/waf-log/relp-receiver.ts'

export type Config = {
  environment: Environment
  host: string
  port: number
  databaseUrl: string
  /** Absent: limits and revocations live only in this process. */
  redis: RedisAddress | undefined
  /** Folder of the private keys that sign access tokens. */
  keysFolder: string
  /** 32 bytes, not known to the database, that encrypt what the API has to read back: secrets of authenticator apps. */
  dataKey: Buffer
  /** The origin that serves the SPA and the API; the issuer of the tokens. */
  publicOrigin: string
  /** The origin at which programs call the API. */
  apiOrigin: string
  allowedOrigins: readonly string[]
  /** Addresses and networks whose X-Forwarded-For and X-Request-Id are believed. */
  trustedProxies: readonly string[]
  /** Networks that operations of admins can be called from; absent: any. */
  adminNetworks: readonly string[] | undefined
  /** Where the shippers of the WAFs send what was blocked, which counts against who sent it; absent: nowhere. */
  wafLog: ReceiverAddress | undefined
  /** Folder of the built SPA, where no web server serves it. */
  webRoot: string | undefined
  /** The listener for Prometheus; absent: nothing is measured. Never the public port. */
  metrics: MetricsAddress | undefined
  /** Where traces are sent; absent: nowhere. */
  traces: TracesTarget | undefined
  /** How long a node drains reads before it stops, so that a load balancer uses other nodes. 0: not at all. */
  drainMs: number
  /** From a sign-in to the end of its session, however often the session is refreshed. */
  sessionLifetimeMs: number
  logLevel: LogLevel
  /** The key of the pseudonyms in the log, derived from the data key. */
  logHashKey: Uint8Array
  /** Values that no response may contain. */
  secrets: readonly string[]
}

const yearMs = 365 * 24 * 60 * 60_000

/**
 * Reads the whole configuration from the environment. `NAME_FILE` points to a file that holds the value of `NAME`.
 * @throws Error that lists every mistake at once
 */
export function readConfig(env: Env): Config {
  const read = createReader(env)

  const environment = read.environment()
  const publicOrigin = read.origin('PUBLIC_ORIGIN')
  const dataKey = read.key('DATA_KEY')
  const config: Config = {
    environment,
    host: read.text('HOST'),
    port: read.port('PORT'),
    databaseUrl: read.databaseUrl('DATABASE_URL'),
    redis: read.redis(),
    keysFolder: read.text('KEYS_FOLDER'),
    dataKey,
    publicOrigin,
    apiOrigin: read.optional('API_ORIGIN') ? read.origin('API_ORIGIN') : publicOrigin,
    allowedOrigins: [...new Set([publicOrigin, ...origins[environment], ...read.list('ALLOWED_ORIGINS')])],
    trustedProxies: read.addresses('TRUSTED_PROXIES'),
    adminNetworks: read.optional('ADMIN_NETWORKS') ? read.addresses('ADMIN_NETWORKS') : undefined,
    wafLog: readWafLog(read),
    webRoot: read.optional('WEB_ROOT'),
    metrics: read.metrics(),
    traces: read.traces(),
    drainMs: read.milliseconds('DRAIN_MS'),
    sessionLifetimeMs: read.milliseconds('SESSION_LIFETIME_MS'),
    logLevel: read.logLevel(),
    logHashKey: subjectHashKey(dataKey),
    secrets: [
      ...[read.optional('DATABASE_URL'), read.optional('REDIS_URL')].flatMap(url => passwordsOf(url)),
      ...(['base64url', 'base64', 'hex'] as const).map(encoding => dataKey.toString(encoding)),
    ],
  }
  if (config.metrics && config.metrics.port === config.port) {
    read.mistake('METRICS_PORT must not be the public port: metrics tell who is limited, and how close to the edge')
  }
  if (publicOrigin.startsWith('http:') && !isLoopback(publicOrigin)) {
    read.mistake('PUBLIC_ORIGIN must begin with https://, other than on localhost: browsers send it credentials')
  }
  if (environment === 'production' && publicOrigin.startsWith('http:')) {
    read.mistake('PUBLIC_ORIGIN must begin with https:// in production')
  }
  if (config.sessionLifetimeMs < 1_000 || config.sessionLifetimeMs > yearMs) {
    read.mistake('SESSION_LIFETIME_MS must be from a second to a year')
  }
  if (environment === 'production' && !config.redis) {
    read.mistake('REDIS_URL is needed in production: several nodes must count and revoke together')
  }
  read.check()
  return config
}

function readWafLog(read: ReturnType<typeof createReader>): ReceiverAddress | undefined {
  if (!read.optional('WAF_LOG_PORT')) return undefined
  const [cert, key, ca] = [read.text('WAF_LOG_CERTIFICATE'), read.text('WAF_LOG_KEY'), read.text('WAF_LOG_CA')]
  if (cert && key && ca && !areUsable({ cert, key, ca })) {
    read.mistake(
      'WAF_LOG_CERTIFICATE, WAF_LOG_KEY and WAF_LOG_CA must be a certificate, its key and an authority, in PEM',
    )
  }
  const shippers = read.list('WAF_LOG_SHIPPERS')
  return { host: read.text('WAF_LOG_HOST'), port: read.port('WAF_LOG_PORT'), cert, key, ca, shippers }
}

function areUsable(tls: { cert: string; key: string; ca: string }): boolean {
  try {
    createSecureContext(tls)
    return true
  } catch {
    return false
  }
}

export type OperatorConfig = Pick<Config, 'databaseUrl' | 'redis' | 'logLevel'>

/**
 * What the operator's commands need: the database's owner, who may do more than the API, and the Redis of the nodes.
 * @throws Error that lists every mistake at once
 */
export function readOperatorConfig(env: Env): OperatorConfig {
  const read = createReader(env)
  const config: OperatorConfig = {
    databaseUrl: read.databaseUrl('MIGRATION_DATABASE_URL'),
    redis: read.redis(),
    logLevel: read.logLevel(),
  }
  read.check()
  return config
}

/** @throws Error when it is not set */
export function readKeysFolder(env: Env): string {
  const read = createReader(env)
  const folder = read.text('KEYS_FOLDER')
  read.check()
  return folder
}

/** The password of a URL, as it is and as the URL writes it. */
function passwordsOf(url: string | undefined): string[] {
  const written = URL.parse(url ?? '')?.password ?? ''
  return [...new Set([written, decodeURIComponent(written)])].filter(password => password.length >= minimumSecretChars)
}

function isLoopback(origin: string): boolean {
  return /^http:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(origin)
}
