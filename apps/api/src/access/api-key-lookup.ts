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
  /** The account for which the key acts: a service account, or the member who created it. */
  memberId: string
  isServiceAccount: boolean
  /** Whether the member is disabled: a service account may be enabled again, and its keys with it. */
  isDisabled: boolean
  /** Its scopes, without those that the service account or the current role of the member no longer has. */
  scopes: readonly Scope[]
  membershipVersion: number
  createdAtMs: number
  expiresAtMs: number
}

export type ApiKeyLookup = (
  presented: string,
  ip: string,
) => Promise<
  | { ok: true; key: ApiKey }
  | { ok: false; reason: 'format' | 'checksum' | 'unknown' | 'too-many-unknown'; key?: undefined }
  | { ok: false; reason: 'disabled' | 'expired'; key: ApiKey }
>

/** How long a node caches a lookup if no change is announced. */
const rememberMs = 60_000
const mostRemembered = 10_000

/** How many requests of all addresses may wait for lookups of their own address. */
const mostWaiting = 1_000

type Found = ApiKey | 'unknown' | 'too-many-unknown'

/**
 * Looks up an API key. The checksum reveals a typing error without a query. An existing key costs one query a minute, however
 * many requests use it at once. An address that invents keys soon causes no more queries.
 */
export function createApiKeyLookup({ db, now }: { db: Database; now?: () => number }) {
  const limiter = createInProcessLimiter({ ...addressLimits.unknownApiKeys, ...(now && { now }) })
  const inFlight = createInFlight({ mostWaiting })
  const lookups = new Map<string, Promise<Found>>()
  // A separate cache, so that a flood of unknown keys does not evict known ones.
  const known = new LRUCache<string, ApiKey>({ max: mostRemembered, ttl: rememberMs })
  const unknown = new LRUCache<string, true>({ max: mostRemembered, ttl: rememberMs })
  let changes = 0

  /** The unit that was charged in advance is refunded, except for an unknown key. */
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
    if (key.isDisabled) return { ok: false, reason: 'disabled', key }
    return key.expiresAtMs > Date.now() ? { ok: true, key } : { ok: false, reason: 'expired', key }
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
    const account = { include: { membership: true } } as const
    const row = await tx.apiKey.findUnique({ where: { hash }, include: { creator: true, serviceAccount: account } })
    if (!row || row.revokedAt) return undefined
    const member = row.serviceAccount?.membership ?? row.creator
    const isDisabled = member.disabledAt !== null
    if (!isDisabled) await tx.apiKey.update({ where: { hash }, data: { lastUsedAt: new Date() } })
    const held = (row.serviceAccount?.scopes as Scope[] | undefined) ?? scopesOf(row.creator.role as Role)
    return {
      id: row.id,
      tenantId: row.tenantId,
      memberId: member.id,
      isServiceAccount: row.serviceAccount !== null,
      isDisabled,
      scopes: held.filter(scope => row.scopes.includes(scope)),
      membershipVersion: member.membershipVersion,
      createdAtMs: row.createdAt.getTime(),
      expiresAtMs: row.expiresAt.getTime(),
    }
  })
}
