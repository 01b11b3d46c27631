import { randomUUIDv7 } from 'node:crypto'
import type { IdentityDb } from './database-views.ts'

type NewTenant = { id?: string; slug: string; name: string; tier?: string }

/** `email` in lower case. */
type NewOwner = { email: string; name: string; passwordHash: string }

/**
 * Creates a tenant and a user who owns it.
 * @returns the owner's membership, with user and tenant
 * @throws PrismaClientKnownRequestError when another tenant has the slug, or another user the email: see `isUniqueViolation`
 */
export async function createTenantWithOwner(db: IdentityDb, tenant: NewTenant, owner: NewOwner) {
  const { id } = await db.user.create({ data: { id: randomUUIDv7(), ...owner } })
  return createTenantOf(db, tenant, id)
}

/**
 * Creates a tenant that an existing user owns.
 * @returns the owner's membership, with user and tenant
 * @throws PrismaClientKnownRequestError when another tenant has the slug: see `isUniqueViolation`
 */
export async function createTenantOf(
  db: IdentityDb,
  { id: tenantId = randomUUIDv7(), ...tenant }: NewTenant,
  userId: string,
) {
  await db.tenant.create({ data: { id: tenantId, ...tenant } })
  return db.membership.create({
    data: { id: randomUUIDv7(), tenantId, userId, role: 'owner' },
    include: { user: true, tenant: true },
  })
}
