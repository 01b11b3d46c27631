import type { TenantDb, TenantReader } from '@palisade/db'

/** All but the hash, which a tenant's transaction cannot read. */
const columns = {
  id: true,
  name: true,
  hint: true,
  scopes: true,
  createdBy: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
} as const

export type ApiKeyRow = Awaited<ReturnType<typeof listApiKeys>>[number]

type NewApiKey = {
  id: string
  createdBy: string
  name: string
  scopes: string[]
  hash: string
  hint: string
  expiresAt: Date
}

/** The keys that still work, the newest first. */
export function listApiKeys(db: TenantReader) {
  const { tenantId } = db
  return db.apiKey.findMany({
    where: { tenantId, revokedAt: null, expiresAt: { gt: new Date() } },
    select: columns,
    orderBy: { id: 'desc' },
  })
}

export function insertApiKey(db: TenantDb, key: NewApiKey): Promise<ApiKeyRow> {
  return db.apiKey.create({ data: { ...key, tenantId: db.tenantId }, select: columns })
}

/** @returns whether the key still worked. If so, every node refuses it from then on. */
export async function revokeApiKey(db: TenantDb, id: string): Promise<boolean> {
  const { tenantId } = db
  const now = new Date()
  const where = { tenantId, id, revokedAt: null, expiresAt: { gt: now } }
  const { count } = await db.apiKey.updateMany({ where, data: { revokedAt: now } })
  if (count > 0) await db.announce({ what: 'api-key', tenantId, id })
  return count > 0
}
