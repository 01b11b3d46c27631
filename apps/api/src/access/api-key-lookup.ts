import { addressLimits, apiKeyFormat, type Role, type Scope, scopesOf } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { hashApiKey, parseApiKey, TooBusyError } from '@palisade/security/credentials'
import { clientNetwork, createInProcessLimiter } from '@palisade/security/rate-limit'
import type { Change } from '@palisade/service'
import { LRUCache } from 'lru-cache'
import { createInFlight } from './in-flight.ts'

export type ApiKey = {
  id: string
  tenantId: string
  memberId: string
  /** The present role of the member who made it. */
  role: Role
  /** Those of its scopes that this role still has. */
  scopes: readonly Scope[]
  membershipVersion: number
  createdAtMs: number
  expiresAtMs: number
}

export type ApiKeyLookup = (
  presented: string,
  ip: string,
) => Promise<
  { ok: true; key: ApiKey } | { ok: false; reason: 'format' | 'checksum' | 'unknown' | 'expired' | 'too-many-unknown' }
>

/** How long a node caches a lookup while it hears of no change. */
const rememberMs = 60_000
const mostRemembered = 10_000

/** Requests of all addresses that wait for lookups of their own address to end. */
const mostWaiting = 1_000

type Found = ApiKey | 'unknown' | 'too-many-unknown'

/**
 * Looks up an API key. Its checksum finds a typing error without a query; a key that exists costs one query a minute,
 * however many requests present it at once; and an address that invents keys soon costs none.
 */
export function createApiKeyLookup({ db, now }: { db: Database; now?: () => number }) {
  const limiter = createInProcessLimiter({ ...addressLimits.unknownApiKeys, ...(now && { now }) })
  const inFlight = createInFlight({ mostWaiting })
  const lookups = new Map<string, Promise<Found>>()
  // Apart, so that a flood of unknown keys cannot push the good ones out.
  const known = new LRUCache<string, ApiKey>({ max: mostRemembered, ttl: rememberMs })
  const unknown = new LRUCache<string, true>({ max: mostRemembered, ttl: rememberMs })
  let changes = 0

  /** The unit that the limiter was charged with in advance is kept for a key that does not exist. */
  async function search(hash: string, network: string): Promise<Found> {
    const changesBefore = changes
    let isUnknown = false
    try {
      const key = await findApiKey(db, hash)
      isUnknown = key === undefined
      if (!key) {
        unknown.set(hash, true)
        return 'unknown'
      }
      // A change that was announced meanwhile may not be in what was read.
      if (changes === changesBefore) known.set(hash, key)
      return key
    } finally {
      if (!isUnknown) limiter.giveBack(network)
    }
  }

  function share(hash: string, network: string): Promise<Found> {
    const lookup: Promise<Found> = inFlight.follow([network], search(hash, network)).finally(() => {
      if (lookups.get(hash) === lookup) lookups.delete(hash)
    })
    lookups.set(hash, lookup)
    return lookup
  }

  const begin = (hash: string, network: string): Found | Promise<Found> | undefined =>
    known.get(hash) ??
    (unknown.get(hash) && 'unknown') ??
    lookups.get(hash) ??
    (limiter.take(network) ? share(hash, network) : undefined)

  async function lookUp(hash: string, network: string): Promise<Found> {
    let found = begin(hash, network)
    while (!found) {
      const next = await inFlight.waitForNext([network])
      if (next === 'none') return 'too-many-unknown'
      if (next === 'full') throw new TooBusyError()
      found = begin(hash, network)
    }
    return found
  }

  const find: ApiKeyLookup = async (presented, ip) => {
    const parsed = parseApiKey(presented, apiKeyFormat)
    if (!parsed.ok) return parsed
    const hash = hashApiKey(parsed.key)
    const key = known.get(hash) ?? (await lookUp(hash, clientNetwork(ip)))
    if (typeof key === 'string') return { ok: false, reason: key }
    return key.expiresAtMs > Date.now() ? { ok: true, key } : { ok: false, reason: 'expired' }
  }

  return {
    find,
    /** Drops cached keys that a change may have made stale: one key, or all keys of a member. */
    forget(change: Change): void {
      if (change.what !== 'member' && change.what !== 'api-key' && change.what !== 'missed') return
      changes += 1
      // Do not join a lookup that may have read the old row.
      lookups.clear()
      for (const [hash, key] of [...known.entries()]) {
        if (change.what === 'missed' || change.id === key.id || change.id === key.memberId) known.delete(hash)
      }
    },
  }
}

async function findApiKey(db: Database, hash: string): Promise<ApiKey | undefined> {
  return db.forIdentity(async tx => {
    const row = await tx.apiKey.findUnique({ where: { hash }, include: { creator: true } })
    if (!row || row.revokedAt || row.creator.disabledAt) return undefined
    await tx.apiKey.update({ where: { hash }, data: { lastUsedAt: new Date() } })
    const role = row.creator.role as Role
    const held = scopesOf(role)
    return {
      id: row.id,
      tenantId: row.tenantId,
      memberId: row.createdBy,
      role,
      scopes: held.filter(scope => row.scopes.includes(scope)),
      membershipVersion: row.creator.membershipVersion,
      createdAtMs: row.createdAt.getTime(),
      expiresAtMs: row.expiresAt.getTime(),
    }
  })
}
