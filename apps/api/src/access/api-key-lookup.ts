import { addressLimits, apiKeyFormat, type Role, type Scope, scopesOf } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { hashApiKey, parseApiKey } from '@palisade/security/credentials'
import { type AdmissionStore, clientNetwork, definePolicy } from '@palisade/security/rate-limit'
import type { Change } from '@palisade/service'

export type ApiKey = {
  id: string
  tenantId: string
  userId: string
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

/** How long a node that hears of no change goes on with what it has looked up. */
const rememberMs = 60_000
const mostRemembered = 10_000

/** Keys that nobody has: each asks the database once, and an address may present few. */
const unknownKeys = definePolicy({
  name: 'unknown-api-keys',
  algorithm: 'token-bucket',
  ...addressLimits.unknownApiKeys,
})

/**
 * Tells whose API key it is. A typing error is told by its checksum; the database is asked once a minute for a key that
 * exists, and hardly ever for an address that makes keys up.
 */
export function createApiKeyLookup({ db, brake }: { db: Database; brake: AdmissionStore }) {
  // Apart, so that a flood of unknown keys cannot push the good ones out.
  const known = createMemory<ApiKey>()
  const unknown = createMemory<true>()
  let changes = 0

  async function lookUp(hash: string, ip: string): Promise<ApiKey | 'unknown' | 'too-many-unknown'> {
    if (unknown.get(hash)) return 'unknown'
    const checks = [{ policy: unknownKeys, key: clientNetwork(ip) }]
    if (!(await brake.admit({ limits: checks })).ok) return 'too-many-unknown'
    const changesBefore = changes
    // A database that does not answer is not the caller's failure.
    const key = await findApiKey(db, hash).catch(async error => {
      await brake.refund(checks)
      throw error
    })
    if (!key) {
      unknown.set(hash, true)
      return 'unknown'
    }
    await brake.refund(checks)
    // A change that was announced meanwhile may not be in what was read.
    if (changes === changesBefore) known.set(hash, key)
    return key
  }

  const find: ApiKeyLookup = async (presented, ip) => {
    const parsed = parseApiKey(presented, apiKeyFormat)
    if (!parsed.ok) return parsed
    const hash = hashApiKey(parsed.key)
    const key = known.get(hash) ?? (await lookUp(hash, ip))
    if (typeof key === 'string') return { ok: false, reason: key }
    return key.expiresAtMs > Date.now() ? { ok: true, key } : { ok: false, reason: 'expired' }
  }

  return {
    find,
    /** Drops cached keys that a change may have made stale: one key, or all keys of a member. */
    forget(change: Change): void {
      if (change.what === 'tenant' || change.what === 'origin') return
      changes += 1
      known.removeIf(key => change.what === 'missed' || change.id === key.id || change.id === key.userId)
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
      userId: row.createdBy,
      role,
      scopes: held.filter(scope => row.scopes.includes(scope)),
      membershipVersion: row.creator.membershipVersion,
      createdAtMs: row.createdAt.getTime(),
      expiresAtMs: row.expiresAt.getTime(),
    }
  })
}

/** What was found lately. When it is full, the oldest goes. */
function createMemory<Value>() {
  const entries = new Map<string, { value: Value; untilMs: number }>()
  return {
    get(hash: string): Value | undefined {
      const entry = entries.get(hash)
      return entry && entry.untilMs > Date.now() ? entry.value : undefined
    },
    set(hash: string, value: Value): void {
      entries.delete(hash)
      const [oldest] = entries.size < mostRemembered ? [] : entries.keys()
      if (oldest !== undefined) entries.delete(oldest)
      entries.set(hash, { value, untilMs: Date.now() + rememberMs })
    },
    removeIf(isStale: (value: Value) => boolean): void {
      for (const [hash, { value }] of entries) if (isStale(value)) entries.delete(hash)
    },
  }
}
