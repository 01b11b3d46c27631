import { randomUUIDv7 } from 'node:crypto'
import { invitationLink, type RequestOf, type ResponseOf, type Role } from '@palisade/contracts'
import type { TenantDb, TenantReader } from '@palisade/db'
import { instant, readPage } from '../../http/pages.ts'

/** All but the hash of the token, which a tenant's transaction cannot read. */
const columns = {
  id: true,
  email: true,
  role: true,
  invitedBy: true,
  createdAt: true,
  expiresAt: true,
  sentAt: true,
  failedAt: true,
} as const

export type InvitationRow = Awaited<ReturnType<typeof listInvitations>>['items'][number]

const open = { acceptedAt: null, revokedAt: null } as const

/** One page of the open invitations, the newest first. One that has expired stays, so that it can be sent again. */
export async function listInvitations(db: TenantReader, query: RequestOf<'invitations.list'>['query']) {
  const { tenantId } = db
  const page = readPage(query, { sortedBy: { createdAt: instant }, defaultSort: '-createdAt' })
  const rows = await db.invitation.findMany({
    where: { tenantId, ...open, ...page.where },
    select: columns,
    orderBy: page.orderBy,
    take: page.take,
  })
  return page.cut(rows)
}

export function countInvitations(db: TenantDb): Promise<number> {
  return db.invitation.count({ where: { tenantId: db.tenantId, ...open } })
}

export function findInvitation(db: TenantReader, where: { id: string } | { email: string }) {
  return db.invitation.findFirst({ where: { tenantId: db.tenantId, ...open, ...where }, select: columns })
}

/** The membership of an email, as it is now. */
export function findInvited(db: TenantDb, email: string) {
  const where = { tenantId: db.tenantId, removedAt: null, user: { email } }
  return db.membership.findFirst({ where, select: { role: true, disabledAt: true } })
}

type NewInvitation = { email: string; role: Role; invitedBy: string }

/**
 * Queues the mail in the same transaction.
 * @param delayMs how long the mail waits
 */
export async function insertInvitation(
  db: TenantDb,
  invitation: NewInvitation,
  delayMs: number,
): Promise<InvitationRow> {
  const { tenantId } = db
  const expiresAt = new Date(Date.now() + invitationLink.lifetimeMs)
  const data = { id: randomUUIDv7(), tenantId, ...invitation, expiresAt }
  const created = await db.invitation.create({ data, select: columns })
  await db.queueJob('invitations.send', created.id, { delayMs })
  return created
}

/** @returns whether it was open */
export async function revokeInvitation(db: TenantDb, id: string): Promise<boolean> {
  const where = { tenantId: db.tenantId, id, ...open }
  const { count } = await db.invitation.updateMany({ where, data: { revokedAt: new Date() } })
  return count > 0
}

type Invitation = ResponseOf<'invitations.create'>

export function describeInvitation({
  createdAt,
  expiresAt,
  sentAt,
  failedAt,
  role,
  ...row
}: InvitationRow): Invitation {
  return {
    ...row,
    role: role as Role,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
    failedAt: failedAt?.toISOString() ?? null,
  }
}
