import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { invitationLink, type LinkPurpose, mailedLinks, type Role } from '@palisade/contracts'
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
import { createSecurityMeter } from './observability/security-meter.ts'
import { createUsageMeter } from './observability/usage-meter.ts'

export type TestApp = Awaited<ReturnType<typeof startTestApp>>

/** The password of every demo user of {@link startTestApp}. */
export const demoPassword = 'a password for tests alone'

type Posted = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> }

/**
 * The whole API in this process, over the embedded database, with the demo tenants in it.
 * @param now the clock of the limits, in milliseconds
 */
export async function startTestApp({ now = Date.now } = {}) {
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
  const worker = createWorkerDatabase(postgres.url, { maxConnections: 1 })
  const admission = createMemoryStore({ now })
  const changes = createChanges({ redis: undefined, logger })
  const accessChanges = createAccessChangeRelay({ db, admission, changes, logger })
  await seed(db, { password: demoPassword })
  const usage = createUsageMeter({ db, logger })
  const alarms = createSecurityMeter({ db, logger })
  const app = await createApp({
    config,
    db,
    keys: await loadKeyRing({ folder: keysFolder }),
    admission,
    changes,
    abuse: createAbuseScores(admission),
    metrics: undefined,
    tracing: undefined,
    usage,
    alarms,
    logger,
    isClosing: () => false,
  })
  async function createLinkTokens(emails: readonly string[], purpose: LinkPurpose): Promise<string[]> {
    const expiresAt = new Date(Date.now() + mailedLinks[purpose].lifetimeMs)
    const links = emails.map(email => ({ id: randomUUIDv7(), purpose, email, expiresAt }))
    await db.forIdentity(tx => tx.mailedLink.createMany({ data: links }))
    return worker.forMail(async tx => {
      const tokens: string[] = []
      for (const { id, email } of links) {
        const { token, hash: tokenHash } = createLinkToken()
        const user = await tx.user.findFirst({ where: { email }, select: { id: true } })
        await tx.mailedLink.updateMany({ where: { id }, data: { tokenHash, ...(user && { userId: user.id }) } })
        tokens.push(token)
      }
      return tokens
    })
  }

  return {
    app,
    db,
    usage,
    /** Called for each identity transaction; returns whether the database is unavailable at that moment. */
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
    createSignUpTokens: (emails: readonly string[]) => createLinkTokens(emails, 'sign-up'),

    /** The same for links to reset a password, of addresses with accounts. */
    createResetTokens: (emails: readonly string[]) => createLinkTokens(emails, 'password-reset'),

    /** The token of an invitation that a member has made and the worker has mailed. */
    async createInvitationToken(offer: { tenantId: string; invitedBy: string; email: string; role: Role }) {
      const { tenantId } = offer
      const id = randomUUIDv7()
      const expiresAt = new Date(Date.now() + invitationLink.lifetimeMs)
      await db.forTenant(tenantId, async tx => {
        await tx.invitation.createMany({ data: { ...offer, id, expiresAt } })
        const actor = { kind: 'member', id: offer.invitedBy } as const
        const entry = { tenantId, actor, object: id, requestId: null, facts: { role: offer.role } }
        tx.audit({ ...entry, event: 'invitation.created' })
      })
      const { token, hash: tokenHash } = createLinkToken()
      await worker.forTenant(tenantId, tx => tx.invitation.updateMany({ where: { id }, data: { tokenHash } }))
      return token
    },

    async stop() {
      await app.close()
      await worker.close()
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
