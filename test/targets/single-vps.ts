import { join } from 'node:path'
import { createDatabase, migrate, seed } from '@palisade/db'
import type { TestProject } from 'vitest/node'
import { freePort, startEdge, startPostgres, startRedis } from '../native/index.ts'
import { startApi } from './native-api.ts'

/** The first architecture without containers: Nginx with ModSecurity, the API, Redis and PostgreSQL of this machine. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const postgres = await startPostgres()
    undo.push(postgres.stop)
    const redis = await startRedis()
    undo.push(redis.stop)
    const password = 'a password for tests alone'
    const databaseUrl = await prepareDatabase(postgres, password)

    const upstreamPort = await freePort()
    const edge = await startEdge({ upstreamPort, webRoot: join(project.config.root, 'apps/web/dist') })
    undo.push(edge.stop)
    const audit = join(edge.folder, 'audit.log')
    const own = { port: upstreamPort, publicOrigin: edge.url, wafAuditLog: audit }
    const api = await startApi({ ...own, databaseUrl, redisUrl: redis.url })
    undo.push(api.stop)

    const logs = { access: join(edge.folder, 'access.log'), audit, api: api.logFile }
    project.provide('target', { baseUrl: edge.url, password, hasEdge: true, logs })
    return stop
  } catch (error) {
    await stop()
    throw error
  }
}

type Postgres = Awaited<ReturnType<typeof startPostgres>>

/** @returns the URL for the API's login */
export async function prepareDatabase(postgres: Postgres, password: string): Promise<string> {
  const apiPassword = 'only on loopback'
  await migrate({ url: postgres.url, apiPassword })
  const databaseUrl = postgres.urlFor('palisade_api', encodeURIComponent(apiPassword))
  const db = createDatabase(databaseUrl)
  await seed(db, { password })
  await db.close()
  return databaseUrl
}
