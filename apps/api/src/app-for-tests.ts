import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, createWorkerDatabase, type Database, migrate, seed } from '@palisade/db'
import { startEmbeddedPostgres } from '@palisade/db/embedded'
import { createLinkToken } from '@palisade/security/credentials'
import { generateKey, loadKeyRing } from '@palisade/security/jwt'
import { createMemoryStore } from '@palisade/security/rate-limit'
import { createChanges, createLogger } from '@palisade/service'
import { createAccessChangeRelay } from './access/access-change-relay.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { createAbuseScores } from './layers/abuse-score.ts'

export type TestApp = Awaited<ReturnType<typeof startTestApp>>

/** Of every demo user of {@link startTestApp}. */
export const demoPassword = 'a password for tests alone'

type Posted = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> }

/** The whole API in this process, over the embedded database, with the demo tenants in it. */
export async function startTestApp() {
  const folder = await mkdtemp(join(tmpdir(), 'palisade-app-'))
  const postgres = await startEmbeddedPostgres(join(folder, 'postgres'))
  await migrate({ url: postgres.url })
  const keysFolder = join(folder, 'keys')
  await generateKey({ folder: keysFolder })
  const config = readConfig({
    PALISADE_ENV: 'test',
    DATABASE_URL: postgres.url,
    KEYS_FOLDER: keysFolder,
    DATA_KEY: randomBytes(32).toString('base64'),
    PUBLIC_ORIGIN: 'http://localhost:8080',
    LOG_LEVEL: 'silent',
  })
  const logger = createLogger({ service: 'api', level: config.logLevel, hashKey: config.logHashKey })
  const { db, fault } = withFaults(
    createDatabase(postgres.url, { onAnnounced: announced => accessChanges.deliver(announced) }),
  )
  const mails = createWorkerDatabase(postgres.url, { maxConnections: 1 })
  const admission = createMemoryStore()
  const changes = createChanges({ redis: undefined, logger })
  const accessChanges = createAccessChangeRelay({ db, admission, changes, logger })
  await seed(db, { password: demoPassword })
  const app = await createApp({
    config,
    db,
    keys: await loadKeyRing({ folder: keysFolder }),
    admission,
    changes,
    abuse: createAbuseScores(admission),
    metrics: undefined,
    logger,
    isClosing: () => false,
  })
  return {
    app,
    db,
    /** Asked at each transaction on identities: whether the database is away just then. */
    fault,

    /** By default from an address of its own, so that limits of addresses do not interfere. */
    async post(url: string, body: object, { ip = nextAddress(), token = '' } = {}): Promise<Posted> {
      const answer = await app.inject({
        method: 'POST',
        url,
        payload: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        remoteAddress: ip,
      })
      return { status: answer.statusCode, headers: answer.headers, body: answer.payload ? answer.json() : {} }
    },

    /** Tokens of sign-up links, one for each address, written as the API and the worker write them. */
    async createSignUpTokens(emails: readonly string[]): Promise<string[]> {
      const expiresAt = new Date(Date.now() + 60 * 60_000)
      const links = emails.map(email => ({ id: randomUUIDv7(), purpose: 'sign-up', email, expiresAt }))
      await db.forIdentity(tx => tx.mailedLink.createMany({ data: links }))
      return mails.forMail(async tx => {
        const tokens: string[] = []
        for (const { id } of links) {
          const { token, hash: tokenHash } = createLinkToken()
          await tx.mailedLink.updateMany({ where: { id }, data: { tokenHash } })
          tokens.push(token)
        }
        return tokens
      })
    },

    async stop() {
      await app.close()
      await mails.close()
      await db.close()
      await postgres.stop()
      await rm(folder, { recursive: true })
    },
  }
}

type Fault = { isAway: () => boolean }

function withFaults(db: Database): { db: Database; fault: Fault } {
  const fault: Fault = { isAway: () => false }
  const forIdentity: Database['forIdentity'] = async work => {
    if (fault.isAway()) throw new Error('the database is away')
    return db.forIdentity(work)
  }
  return { db: { ...db, forIdentity }, fault }
}

let addresses = 0

function nextAddress(): string {
  addresses += 1
  return `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`
}
