import type { TenantDb, TenantReader } from '@palisade/db'

/** All but the hash, which a tenant's transaction cannot read. */
const columns = {
  id: true,
  name: true,
  hint: true,
  scopes: true,
  serviceAccountId: true,
  createdBy: true,
  creator: { select: { role: true, disabledAt: true } },
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
} as const

export type ApiKeyRow = Awaited<ReturnType<typeof listApiKeys>>[number]

export type NewApiKey = {
  id: string
  createdBy: string
  serviceAccountId: string | null
  name: string
  scopes: string[]
  hash: string
  hint: string
  expiresAt: Date
}

const live = () => ({ revokedAt: null, expiresAt: { gt: new Date() } })

/** The keys that still work, the newest first. */
export function listApiKeys(db: TenantReader) {
  const { tenantId } = db
  return db.apiKey.findMany({ where: { tenantId, ...live() }, select: columns, orderBy: { id: 'desc' } })
}

/** @returns `null` when the key does not exist or no longer works */
export function findApiKey(db: TenantReader, id: string): Promise<ApiKeyRow | null> {
  const { tenantId } = db
  return db.apiKey.findFirst({ where: { tenantId, id, ...live() }, select: columns })
}

/** The keys of a service account that still work. */
export function countApiKeys(db: TenantDb, serviceAccountId: string): Promise<number> {
  const { tenantId } = db
  return db.apiKey.count({ where: { tenantId, serviceAccountId, ...live() } })
}

export function insertApiKey(db: TenantDb, key: NewApiKey): Promise<ApiKeyRow> {
  return db.apiKey.create({ data: { ...key, tenantId: db.tenantId }, select: columns })
}

/** Shortens the life of a key and never extends it. Each node looks a key up again within a minute. */
export async function expireApiKey(db: TenantDb, id: string, expiresAt: Date): Promise<void> {
  const { tenantId } = db
  await db.apiKey.updateMany({ where: { tenantId, id, expiresAt: { gt: expiresAt } }, data: { expiresAt } })
}

/** @returns whether the key still worked. If so, every node refuses it from then on. */
export async function revokeApiKey(db: TenantDb, id: string): Promise<boolean> {
  const { tenantId } = db
  const { count } = await db.apiKey.updateMany({ where: { tenantId, id, ...live() }, data: { revokedAt: new Date() } })
  if (count > 0) await db.announce({ what: 'api-key', tenantId, id })
  return count > 0
}
