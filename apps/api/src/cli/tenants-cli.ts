import { randomBytes } from 'node:crypto'
import { createDatabase } from '@palisade/db'
import { connectRedis, createChanges, createLogger, readConfigOrExit } from '@palisade/service'
import { readOperatorConfig } from '../config.ts'
import { operate } from './operate.ts'
import { readPassword } from './read-password.ts'
import { reportFailure } from './report-failure.ts'
import { readTenantsCommand } from './tenants-arguments.ts'

const request = readTenantsCommand()
await main()

async function main(): Promise<void> {
  const { databaseUrl, redis: address, logLevel } = readConfigOrExit(readOperatorConfig)
  const logger = createLogger({ service: 'tenants', level: logLevel, hashKey: randomBytes(32) })
  const redis = address && connectRedis(address, logger, { waits: true })
  const changes = createChanges({ redis, logger })
  const db = createDatabase(databaseUrl, {
    // Nodes read the change from the database within a second; through Redis they hear of it at once.
    onAnnounced: async announced => {
      for (const { change } of announced) await changes.announce(change)
    },
  })
  try {
    const done = await operate({ db, readPassword }, request)
    if (done.ok) return console.table(done.rows)
    console.error(done.refused)
    process.exitCode = 1
  } catch (error) {
    reportFailure(error)
  } finally {
    // Every announcement has been awaited. `quit` would wait for a Redis that is away, and connect to it again without end.
    redis?.disconnect()
    await Promise.allSettled([changes.close(), db.close()])
  }
}
