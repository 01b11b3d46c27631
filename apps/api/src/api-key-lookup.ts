import type { Role, Scope } from '@palisade/contracts'
import type { Database } from '@palisade/db'
import { hashApiKey, parseApiKey } from '@palisade/security/credentials'
import { type AdmissionStore, clientNetwork, definePolicy } from '@palisade/security/rate-limit'

export type ApiKey = {
  id: string
  tenantId: string
  userId: string
  role: Role
  scopes: readonly Scope[]
  createdAtMs: number
  expiresAtMs: number
}

export type ApiKeyLookup = (
  presented: string,
  ip: string,
) => Promise<
  { ok: true; key: ApiKey } | { ok: false; reason: 'format' | 'checksum' | 'unknown' | 'expired' | 'too-many-unknown' }
>

/** A key that is revoked meanwhile is refused by the admission step, whose list remembers it for longer. */
const rememberMs = 60_000
const mostRemembered = 10_000

/** Keys that nobody has: each asks the database once, and an address may present few. */
const unknownKeys = definePolicy({
  name: 'unknown-api-keys',
  algorithm: 'token-bucket',
  limit: 60,
  windowMs: 60_000,
  burst: 30,
})

/**
 * Tells whose API key it is. A typing error is told by its checksum; the database is asked once a minute for a key that
 * exists, and hardly ever for an address that makes keys up.
 */
export function createApiKeyLookup({ db, brake }: { db: Database; brake: AdmissionStore }): ApiKeyLookup {
  // Apart, so that a flood of unknown keys cannot push the good ones out.
  const known = createMemory<ApiKey>()
  const unknown = createMemory<true>()

  return async (presented, ip) => {
    const parsed = parseApiKey(presented)
    if (!parsed.ok) return parsed
    const hash = hashApiKey(parsed.key)
    let key = known.get(hash)
    if (!key) {
      if (unknown.get(hash)) return { ok: false, reason: 'unknown' }
      const checks = [{ policy: unknownKeys, key: clientNetwork(ip) }]
      if (!(await brake.admit({ limits: checks })).ok) return { ok: false, reason: 'too-many-unknown' }
      // A database that does not answer is not the caller's failure.
      key = await findApiKey(db, hash).catch(async error => {
        await brake.refund(checks)
        throw error
      })
      if (!key) {
        unknown.set(hash, true)
        return { ok: false, reason: 'unknown' }
      }
      await brake.refund(checks)
      known.set(hash, key)
    }
    return key.expiresAtMs > Date.now() ? { ok: true, key } : { ok: false, reason: 'expired' }
  }
}

async function findApiKey(db: Database, hash: string): Promise<ApiKey | undefined> {
  return db.forIdentity(async tx => {
    const row = await tx.apiKey.findUnique({ where: { hash }, include: { creator: true } })
    if (!row || row.revokedAt || row.creator.disabledAt) return undefined
    await tx.apiKey.update({ where: { hash }, data: { lastUsedAt: new Date() } })
    return {
      id: row.id,
      tenantId: row.tenantId,
      userId: row.createdBy,
      role: row.creator.role as Role,
      scopes: row.scopes as Scope[],
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
  }
}
