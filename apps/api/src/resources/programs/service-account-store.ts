import { randomUUIDv7 } from 'node:crypto'
import { serviceRole } from '@palisade/contracts'
import type { TenantDb, TenantReader } from '@palisade/db'

const columns = {
  id: true,
  name: true,
  scopes: true,
  createdBy: true,
  createdAt: true,
  membership: { select: { disabledAt: true } },
} as const

export type ServiceAccountRow = Awaited<ReturnType<typeof listServiceAccounts>>[number]

/** Deleted accounts keep their rows, since orders and their history name them. */
const present = ({ tenantId }: TenantReader) => ({ tenantId, membership: { removedAt: null } })

/** Ids are in the order in which they were made. */
export function listServiceAccounts(db: TenantReader) {
  return db.serviceAccount.findMany({ where: present(db), select: columns, orderBy: { id: 'asc' } })
}

/** @returns `null` when the tenant has no such account */
export function findServiceAccount(db: TenantReader, id: string): Promise<ServiceAccountRow | null> {
  return db.serviceAccount.findFirst({ where: { ...present(db), id }, select: columns })
}

type NewServiceAccount = { name: string; scopes: string[]; createdBy: string }

export async function insertServiceAccount(db: TenantDb, account: NewServiceAccount): Promise<ServiceAccountRow> {
  const { tenantId } = db
  const id = randomUUIDv7()
  // Prisma would name columns that the role may not write.
  await db.$queryRaw`
    INSERT INTO memberships (id, tenant_id, role) VALUES (${id}::uuid, ${tenantId}::uuid, ${serviceRole})`
  return db.serviceAccount.create({ data: { id, tenantId, ...account }, select: columns })
}

type Change = { name?: string | undefined; scopes?: string[] | undefined; disabled?: boolean | undefined }

/** Changes an existing account. When its access changes, every node refuses its earlier access tokens. */
export async function changeServiceAccount(
  db: TenantDb,
  id: string,
  { name, scopes, disabled }: Change,
): Promise<ServiceAccountRow> {
  const { tenantId } = db
  if (scopes || disabled !== undefined) {
    await changeAccess(db, id, disabled === undefined ? {} : { disabledAt: disabled ? new Date() : null })
  }
  return db.serviceAccount.update({
    where: { tenantId_id: { tenantId, id } },
    data: { ...(name !== undefined && { name }), ...(scopes && { scopes }) },
    select: columns,
  })
}

/**
 * Ends an account with its keys.
 * @returns the ids of the keys that ended
 */
export async function removeServiceAccount(db: TenantDb, id: string) {
  const { tenantId } = db
  const now = new Date()
  await changeAccess(db, id, { removedAt: now, disabledAt: now })
  const live = { tenantId, serviceAccountId: id, revokedAt: null }
  const end = { where: live, data: { revokedAt: now }, select: { id: true } } as const
  const apiKeys = await db.apiKey.updateManyAndReturn(end)
  const clientKeys = await db.clientKey.updateManyAndReturn(end)
  return { apiKeys: apiKeys.map(key => key.id), clientKeys: clientKeys.map(key => key.id) }
}

async function changeAccess(
  db: TenantDb,
  id: string,
  state: { disabledAt?: Date | null; removedAt?: Date },
): Promise<void> {
  const { tenantId } = db
  const { membershipVersion } = await db.membership.update({
    where: { tenantId_id: { tenantId, id } },
    data: { ...state, membershipVersion: { increment: 1 } },
    select: { membershipVersion: true },
  })
  await db.announce({ what: 'member', tenantId, id, membershipVersion })
}
