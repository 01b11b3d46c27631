import { hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { type Environment, environments, origins } from '@palisade/contracts'
import { sealingKeyLength } from '@palisade/security/credentials'

export type Config = {
  environment: Environment
  host: string
  port: number
  databaseUrl: string
  /** Absent: limits and revocations live in this process alone. */
  redisUrl: string | undefined
  /** Folder of the private keys that sign access tokens. */
  keysFolder: string
  /** 32 bytes, not known to the database, that encrypt what the API has to read back: secrets of authenticator apps. */
  dataKey: Buffer
  /** The origin that serves the SPA and the API; the issuer of the tokens. */
  publicOrigin: string
  allowedOrigins: readonly string[]
  /** Addresses and networks whose X-Forwarded-For and X-Request-Id are believed. */
  trustedProxies: readonly string[]
  /** ModSecurity's audit log, where the edge is on the same machine: what it blocks counts against who sent it. */
  wafAuditLog: string | undefined
  /** Folder of the built SPA, where no web server stands in front. */
  webRoot: string | undefined
  /** Where Prometheus asks; absent: nothing is measured. Never the public port. */
  metrics: { host: string; port: number } | undefined
  /** How long it turns requests away after it was told to stop, so that a load balancer asks other nodes; 0: not at all. */
  drainMs: number
  logLevel: LogLevel
  /** Of the pseudonyms in the log; derived from the data key. */
  logHashKey: Uint8Array
  /** Values that must never leave in an answer. */
  secrets: readonly string[]
}

const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const

type LogLevel = (typeof logLevels)[number]

type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads the whole configuration from the environment. `NAME_FILE` points to a file that holds the value of `NAME`.
 * @throws Error that lists every mistake at once
 */
export function readConfig(env: Env): Config {
  const mistakes: string[] = []
  const read = createReader(env, mistakes)

  const environment = read.oneOf('PALISADE_ENV', environments, 'development')
  const publicOrigin = read.origin('PUBLIC_ORIGIN')
  const dataKey = read.key('DATA_KEY')
  const config: Config = {
    environment,
    host: read.text('HOST', '127.0.0.1'),
    port: read.port('PORT', 8080),
    databaseUrl: read.text('DATABASE_URL'),
    redisUrl: read.optional('REDIS_URL'),
    keysFolder: read.text('KEYS_FOLDER'),
    dataKey,
    publicOrigin,
    allowedOrigins: [...new Set([publicOrigin, ...origins[environment], ...read.list('ALLOWED_ORIGINS')])],
    trustedProxies: read.addresses('TRUSTED_PROXIES'),
    wafAuditLog: read.optional('WAF_AUDIT_LOG'),
    webRoot: read.optional('WEB_ROOT'),
    metrics: read.optional('METRICS_PORT')
      ? { host: read.text('METRICS_HOST', '127.0.0.1'), port: read.port('METRICS_PORT', 0) }
      : undefined,
    drainMs: read.milliseconds('DRAIN_MS', 0),
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
    logHashKey: Buffer.from(hkdfSync('sha256', dataKey, '', 'pseudonyms in the log', 32)),
    secrets: [read.optional('DATABASE_URL'), read.optional('REDIS_URL')].flatMap(url => passwordOf(url)),
  }
  if (config.metrics && config.metrics.port === config.port) {
    mistakes.push('METRICS_PORT must not be the public port: metrics tell who is limited, and how close to the edge')
  }
  if (environment === 'production' && !config.redisUrl) {
    mistakes.push('REDIS_URL is needed in production: several nodes must count and revoke together')
  }
  if (mistakes.length) throw new Error(`the configuration is not usable:\n- ${mistakes.join('\n- ')}`)
  return config
}

export type OperatorConfig = { databaseUrl: string; redisUrl: string | undefined; logLevel: LogLevel }

/**
 * What the operator's commands need: the database's owner, who may do more than the API, and the Redis of the nodes.
 * @throws Error that lists every mistake at once
 */
export function readOperatorConfig(env: Env): OperatorConfig {
  const mistakes: string[] = []
  const read = createReader(env, mistakes)
  const config: OperatorConfig = {
    databaseUrl: read.text('MIGRATION_DATABASE_URL'),
    redisUrl: read.optional('REDIS_URL'),
    logLevel: read.oneOf('LOG_LEVEL', logLevels, 'info'),
  }
  if (mistakes.length) throw new Error(`the configuration is not usable:\n- ${mistakes.join('\n- ')}`)
  return config
}

function createReader(env: Env, mistakes: string[]) {
  const optional = (name: string) => readValue(env, name, mistakes)
  const text = (name: string, fallback?: string): string => {
    const value = optional(name) ?? fallback
    if (value === undefined) mistakes.push(`${name} is missing`)
    return value ?? ''
  }
  const list = (name: string) => (optional(name) ?? '').split(',').flatMap(item => item.trim() || [])

  return {
    optional,
    text,
    list,
    oneOf: <const T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
      const value = optional(name) ?? fallback
      const found = allowed.find(item => item === value)
      if (!found) mistakes.push(`${name} must be one of ${allowed.join(', ')}`)
      return found ?? fallback
    },
    port: (name: string, fallback: number): number => {
      const value = Number(optional(name) ?? fallback)
      if (!Number.isInteger(value) || value < 0 || value > 65_535) mistakes.push(`${name} must be a port number`)
      return value
    },
    milliseconds: (name: string, fallback: number): number => {
      const value = Number(optional(name) ?? fallback)
      if (!Number.isInteger(value) || value < 0) mistakes.push(`${name} must be a whole number of milliseconds`)
      return value
    },
    key: (name: string): Buffer => {
      const value = text(name)
      const bytes = Buffer.from(value, 'base64url')
      if (value && bytes.length !== sealingKeyLength) mistakes.push(`${name} must be 32 random bytes in base64url`)
      return bytes
    },
    origin: (name: string): string => {
      const value = text(name)
      if (value && URL.parse(value)?.origin !== value)
        mistakes.push(`${name} must be an origin, as https://example.org`)
      return value
    },
    addresses: (name: string): string[] => {
      const values = list(name)
      const wrong = values.filter(value => !isIP(value.split('/')[0] ?? ''))
      if (wrong.length) mistakes.push(`${name} must list addresses or networks, not ${wrong.join(', ')}`)
      return values
    },
  }
}

/** Shorter ones would be found in every answer. */
function passwordOf(url: string | undefined): string[] {
  const password = decodeURIComponent(URL.parse(url ?? '')?.password ?? '')
  return password.length >= 8 ? [password] : []
}

function readValue(env: Env, name: string, mistakes: string[]): string | undefined {
  const file = env[`${name}_FILE`]
  if (!file) return env[name] || undefined
  if (env[name]) mistakes.push(`set ${name} or ${name}_FILE, not both`)
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch {
    mistakes.push(`${name}_FILE points to a file that cannot be read`)
    return undefined
  }
}
