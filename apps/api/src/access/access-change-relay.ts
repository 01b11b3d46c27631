import { clockToleranceMs, sessionLifetimes } from '@palisade/contracts'
import type { AccessChange, Database, RecordedChange } from '@palisade/db'
import type { AdmissionStore, Revocation } from '@palisade/security/rate-limit'
import type { Changes, Logger } from '@palisade/service'

type Deps = {
  db: Pick<Database, 'readAccessChanges'>
  admission: Pick<AdmissionStore, 'revoke'>
  changes: Changes
  logger: Logger
}

/** The longest life of an access token: until then, a node or Redis that missed a change could accept it. */
const relevantForMs = sessionLifetimes.accessTokenMs + clockToleranceMs

/** Longer than a transaction may take: a row that commits late can have an earlier time than rows already read. */
const overlapMs = 30_000

const pollEveryMs = 1_000
const longestPauseMs = 8_000

type Entry = { change: AccessChange; seenAtMs: number; isSent: boolean }

/**
 * Applies each committed change of access to this node and to Redis. The node that made a change announces it to the other nodes
 * through Redis. Every node also reads the changes from the database each second, so that none depends on the announcement.
 * While Redis is unavailable, each node enforces the changes itself and keeps sending them until Redis accepts them. After an
 * outage, it sends all changes that may still matter, because Redis may have lost its memory. Order does not matter: Redis
 * keeps the highest membership version, and caches only drop entries.
 */
export function createAccessChangeRelay({ db, admission, changes, logger }: Deps) {
  const known = new Map<string, Entry>()
  let readAtMs = Number.NEGATIVE_INFINITY
  /** How often this node or Redis may have missed changes. A read that began before the last time was too short. */
  let gaps = 0
  let sendAtMs = 0
  let pauseMs = pollEveryMs
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let isBlind = false

  /** Applies the change on this node at once, even if Redis does not accept it. */
  async function send(entry: Entry): Promise<boolean> {
    const revocation = revocationOf(entry.change)
    try {
      if (revocation) await admission.revoke(revocation, { forMs: relevantForMs })
      entry.isSent = true
    } catch (error) {
      const { message } = error as Error
      logger.warn({ event: 'access-change.not-sent', change: entry.change, message }, 'access change not published')
    }
    return entry.isSent
  }

  function enter({ recordId, change }: RecordedChange): Entry {
    const entry = { change, seenAtMs: performance.now(), isSent: false }
    known.set(recordId, entry)
    return entry
  }

  async function read(): Promise<void> {
    const nowMs = performance.now()
    const gapsBefore = gaps
    const recent = await db.readAccessChanges(Math.min(nowMs - readAtMs, relevantForMs) + overlapMs)
    if (gaps === gapsBefore) readAtMs = nowMs
    const fresh = recent.filter(({ recordId }) => !known.has(recordId)).map(enter)
    for (const { change } of fresh) changes.apply(change)
    await Promise.all(fresh.map(send))
  }

  /** Tries one change after each pause while Redis is unavailable, and sends all others as soon as one succeeds. */
  async function sendAgain(): Promise<void> {
    if (performance.now() < sendAtMs) return
    for (const entry of known.values()) {
      if (entry.isSent) continue
      if (!(await send(entry))) {
        sendAtMs = performance.now() + pauseMs
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
        return
      }
    }
    pauseMs = pollEveryMs
  }

  function forgetOld(): void {
    const oldestMs = performance.now() - relevantForMs - overlapMs
    for (const [recordId, { seenAtMs }] of known) if (seenAtMs < oldestMs) known.delete(recordId)
  }

  async function poll(): Promise<void> {
    try {
      forgetOld()
      await sendAgain()
      await read()
      isBlind = false
    } catch (err) {
      if (!isBlind) logger.warn({ event: 'access-change.unread', err }, 'reading access changes failed')
      isBlind = true
    }
    if (!isClosed) timer = setTimeout(poll, pollEveryMs).unref()
  }

  changes.subscribe(({ what }) => {
    if (what !== 'missed') return
    known.clear()
    gaps += 1
    readAtMs = Number.NEGATIVE_INFINITY
    sendAtMs = 0
  })

  return {
    /** Reads the changes that this node has to know before it serves requests, and then polls for new ones. */
    start: poll,

    /** Announces what a transaction of this node has committed. Never rejects: a change that cannot be sent is retried. */
    async deliver(recorded: readonly RecordedChange[]): Promise<void> {
      await Promise.all(recorded.map(row => Promise.all([send(enter(row)), changes.announce(row.change)])))
    },

    close(): void {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** The revocation for Redis. Redis keeps neither the state of a tenant nor CORS origins. */
function revocationOf(change: AccessChange): Revocation | undefined {
  if (change.what === 'api-key') return { jti: change.id }
  if (change.what === 'session') return { sessionId: change.id }
  if (change.what === 'tenant' || change.what === 'origin') return undefined
  const { id: subject, tenantId, membershipVersion: belowMembershipVersion } = change
  return { subject, tenantId, belowMembershipVersion }
}
