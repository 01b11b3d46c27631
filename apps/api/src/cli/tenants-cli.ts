import { randomBytes } from 'node:crypto'
import { createDatabase } from '@palisade/db'
import { connectRedis, createChanges, createLogger, readConfigOrExit } from '@palisade/service'
import { readCommandLine } from '@palisade/service/command-line'
import { readOperatorConfig } from '../config.ts'
import { help, operate, usageOf } from './operate.ts'
import type { Operated } from './operated.ts'
import { readPassword } from './read-password.ts'

const { names: words } = readCommandLine({ usage: usageOf(), help, names: 'any' })
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
    const done = await operate({ db, changes, readPassword }, words)
    // The rows may name a person.
    if (done.ok && words.length > 1) {
      logger.info({ event: 'tenant.operated', command: words[0], name: words[1] }, 'done')
    }
    show(done)
  } catch (error) {
    // The first line of Prisma's message is a location in its own code; the last one says what has happened.
    console.error((error as Error).message.trim().split('\n').at(-1))
    process.exitCode = 1
  } finally {
    await Promise.allSettled([changes.close(), redis?.quit(), db.close()])
  }
}

function show(done: Operated): void {
  if (done.ok) {
    console.table(done.rows)
  } else if ('usage' in done) {
    console.error(`${done.usage}. Usage: ${usageOf(words[0])}`)
    process.exitCode = 64 // EX_USAGE of sysexits.h
  } else {
    console.error(done.refused)
    process.exitCode = 1
  }
}
