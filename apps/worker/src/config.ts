import { Resolver } from 'node:dns'
import {
  createReader,
  type Env,
  type LogLevel,
  type MetricsAddress,
  type RedisAddress,
  type TracesTarget,
} from '@palisade/service'
import type { SmtpServer } from './mail/transport.ts'

export type Config = {
  databaseUrl: string
  /** Redis, which announces changes to the nodes of the API at once. Absent: they read them from the database within a second. */
  redis: RedisAddress | undefined
  /** Resolvers that are asked for the records of tenants' domains, with a port where it is not 53; none: the system's. */
  dnsServers: readonly string[]
  /** The mail server and the sender. */
  smtp: SmtpServer
  /** The origin of the links in mails. */
  publicOrigin: string
  /** The port for Prometheus; absent: no metrics. */
  metrics: MetricsAddress | undefined
  /** Where traces are sent; absent: nowhere. */
  traces: TracesTarget | undefined
  logLevel: LogLevel
}

/**
 * Reads the whole configuration from the environment. `NAME_FILE` points to a file that holds the value of `NAME`.
 * @throws Error that lists every mistake at once
 */
export function readConfig(env: Env): Config {
  const read = createReader(env)
  const environment = read.environment()
  const config: Config = {
    databaseUrl: read.databaseUrl('DATABASE_URL'),
    redis: read.redis(),
    dnsServers: read.list('DNS_SERVERS'),
    smtp: {
      url: read.text('SMTP_URL'),
      from: read.text('MAIL_FROM'),
      requiresTls: environment === 'production',
    },
    publicOrigin: read.origin('PUBLIC_ORIGIN'),
    metrics: read.metrics(),
    traces: read.traces(),
    logLevel: read.logLevel(),
  }
  if (environment === 'production' && !config.redis) {
    read.mistake(
      'REDIS_URL is needed in production: the nodes of the API hear through it at once what a job has changed',
    )
  }
  if (environment === 'production' && URL.parse(config.smtp.url)?.hostname === 'mailpit') {
    read.mistake('SMTP_URL must name your mail server in production: Mailpit delivers nothing')
  }
  if (config.smtp.url && !isSmtpUrl(config.smtp.url)) {
    read.mistake(
      'SMTP_URL must begin with smtp:// or smtps:// and name a host, as smtps://user:password@mail.example.com',
    )
  }
  if (!areResolvers(config.dnsServers)) read.mistake('DNS_SERVERS must list addresses, as 9.9.9.9 or [2620:fe::fe]:53')
  read.check()
  return config
}

function isSmtpUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return (parsed?.protocol === 'smtp:' || parsed?.protocol === 'smtps:') && parsed.hostname !== ''
}

function areResolvers(servers: readonly string[]): boolean {
  try {
    new Resolver().setServers(servers)
    return true
  } catch {
    return false
  }
}
