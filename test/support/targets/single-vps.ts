import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import {
  createWafLogCertificates,
  freePort,
  startDns,
  startEdge,
  startRedis,
  startWafShipper,
} from '../native/index.ts'
import { startOtlpReceiver } from '../otlp-receiver.ts'
import { logHashKey, startApi } from './native-api.ts'
import { startDatabase } from './native-database.ts'
import { startWorker } from './native-worker.ts'

/** The first architecture without containers: Nginx with ModSecurity, the API, Redis and PostgreSQL of this machine. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const password = 'a password for tests alone'
    const database = await startDatabase(password)
    undo.push(database.stop)
    const redis = await startRedis()
    undo.push(redis.stop)
    // The other suites run without traces, as most deployments do.
    const collector = project.name === 'operations' ? await startOtlpReceiver() : undefined
    if (collector) undo.push(collector.stop)
    const tracesUrl = collector?.tracesUrl

    const upstreamPort = await freePort()
    const edge = await startEdge({ upstreamPort, logHashKey, webRoot: join(project.config.root, 'apps/web/dist') })
    undo.push(edge.stop)
    const audit = join(edge.folder, 'audit.log')
    const certificates = await createWafLogCertificates()
    const own = { port: upstreamPort, publicOrigin: edge.url, wafLogCertificates: certificates }
    const api = await startApi({ ...own, databaseUrl: database.url, redisUrl: redis.url, tracesUrl })
    undo.push(api.stop)
    const shipper = await startWafShipper({ auditLog: audit, nodePorts: [api.wafLogPort], certificates })
    undo.push(shipper.stop)
    const dns = await startDns()
    undo.push(dns.stop)
    const stores = { databaseUrl: database.workerUrl, redisUrl: redis.url }
    const worker = await startWorker({ ...stores, dnsServer: dns.server, publicOrigin: edge.url, tracesUrl })
    undo.push(worker.stop)

    const logs = {
      access: join(edge.folder, 'access.log'),
      audit,
      api: api.logFile,
      worker: worker.logFile,
      database: database.server.logFile,
      redis: redis.logFile,
    }
    project.provide('target', {
      baseUrl: edge.url,
      webOrigin: edge.url,
      password,
      ...(collector && { spansUrl: collector.spansUrl }),
      hasEdge: true,
      apiUrl: api.url,
      seesAddresses: process.platform === 'linux',
      dnsRecordsFile: dns.recordsFile,
      mailboxUrl: worker.mailboxUrl,
      commandEnv: { MIGRATION_DATABASE_URL: database.ownerUrl },
      logs,
      exporterUrls: { nginx: edge.connectionsUrl, postgres: database.metricsUrl, redis: redis.url },
      metrics: { api: [api.metrics], worker: [new URL(worker.metricsUrl).host] },
    })
    return stop
  } catch (error) {
    await stop()
    throw error
  }
}
