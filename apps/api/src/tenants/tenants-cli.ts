import { randomBytes } from 'node:crypto'
import { createDatabase } from '@palisade/db'
import { connectRedis, createChanges, createLogger } from '@palisade/service'
import { readOperatorConfig } from '../config.ts'
import { operate, usage } from './operate.ts'

const { databaseUrl, redis: address, logLevel } = readOperatorConfig(process.env)
const logger = createLogger({ service: 'tenants', level: logLevel, hashKey: randomBytes(32) })
const db = createDatabase(databaseUrl)
const redis = address && connectRedis(address, logger, { waits: true })
const changes = createChanges({ redis, logger })
const words = process.argv.slice(2)
try {
  const done = await operate({ db, changes }, words)
  if (done.ok) {
    if (words[0] !== 'list') logger.info({ event: 'tenant.operated', command: words[0], rows: done.rows })
    console.table(done.rows)
  } else {
    console.error(usage)
    process.exitCode = 64 // EX_USAGE of sysexits.h
  }
} finally {
  await Promise.allSettled([changes.close(), redis?.quit(), db.close()])
}
