import { randomUUIDv7 } from 'node:crypto'
import type { TenantDb, TenantReader } from '@palisade/db'
import type { VerificationKey } from '@palisade/security/jwt'

const columns = {
  id: true,
  serviceAccountId: true,
  name: true,
  kid: true,
  alg: true,
  thumbprint: true,
  createdBy: true,
  createdAt: true,
  lastUsedAt: true,
} as const

export type ClientKeyRow = Awaited<ReturnType<typeof listClientKeys>>[number]

/** The keys that are not revoked, the newest first. */
export function listClientKeys(db: TenantReader, serviceAccountId?: string) {
  const where = { tenantId: db.tenantId, revokedAt: null, ...(serviceAccountId && { serviceAccountId }) }
  return db.clientKey.findMany({ where, select: columns, orderBy: { id: 'desc' } })
}

type NewClientKey = { serviceAccountId: string; name: string; createdBy: string; thumbprint: string }

export function insertClientKey(db: TenantDb, key: NewClientKey, { kid, alg, publicJwk }: VerificationKey) {
  const data = { id: randomUUIDv7(), tenantId: db.tenantId, ...key, kid, alg, jwk: { ...publicJwk } }
  return db.clientKey.create({ data, select: columns })
}

/**
 * The key is the session of its access tokens, so they end with it on every node.
 * @returns whether the key still worked
 */
export async function revokeClientKey(db: TenantDb, id: string): Promise<boolean> {
  const { tenantId } = db
  const { count } = await db.clientKey.updateMany({
    where: { tenantId, id, revokedAt: null },
    data: { revokedAt: new Date() },
  })
  if (count > 0) await db.announce({ what: 'session', tenantId, id })
  return count > 0
}
