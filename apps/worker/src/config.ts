import { Resolver } from 'node:dns'
import { createReader, type Env, type LogLevel, type MetricsAddress, type RedisAddress } from '@palisade/service'

export type Config = {
  databaseUrl: string
  /** Where the nodes of the API hear of changes at once. Absent: they read them from the database within a second. */
  redis: RedisAddress | undefined
  /** Resolvers that are asked for the records of tenants' domains, with a port where it is not 53; none: the system's. */
  dnsServers: readonly string[]
  /** Where Prometheus asks; absent: nothing is measured. */
  metrics: MetricsAddress | undefined
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
    metrics: read.metrics(),
    logLevel: read.logLevel(),
  }
  if (environment === 'production' && !config.redis) {
    read.mistake(
      'REDIS_URL is needed in production: the nodes of the API hear through it at once what a job has changed',
    )
  }
  if (!areResolvers(config.dnsServers)) read.mistake('DNS_SERVERS must list addresses, as 9.9.9.9 or [2620:fe::fe]:53')
  read.check()
  return config
}

function areResolvers(servers: readonly string[]): boolean {
  try {
    new Resolver().setServers(servers)
    return true
  } catch {
    return false
  }
}
