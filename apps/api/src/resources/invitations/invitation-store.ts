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

/** The mail is queued in the same transaction. */
export async function insertInvitation(db: TenantDb, invitation: NewInvitation): Promise<InvitationRow> {
  const { tenantId } = db
  const data = { id: randomUUIDv7(), tenantId, ...invitation, expiresAt: expiry() }
  const created = await db.invitation.create({ data, select: columns })
  await db.queueJob('invitations.send', created.id)
  return created
}

/** @returns undefined when it was accepted or revoked meanwhile */
export async function renewInvitation(db: TenantDb, id: string, invitedBy: string): Promise<InvitationRow | undefined> {
  const [renewed] = await db.invitation.updateManyAndReturn({
    where: { tenantId: db.tenantId, id, ...open },
    data: { invitedBy, expiresAt: expiry(), sentAt: null },
    select: columns,
  })
  if (renewed) await db.queueJob('invitations.send', id)
  return renewed
}

/** @returns whether it was open */
export async function revokeInvitation(db: TenantDb, id: string): Promise<boolean> {
  const where = { tenantId: db.tenantId, id, ...open }
  const { count } = await db.invitation.updateMany({ where, data: { revokedAt: new Date() } })
  return count > 0
}

function expiry(): Date {
  return new Date(Date.now() + invitationLink.lifetimeMs)
}

type Invitation = ResponseOf<'invitations.create'>

export function describeInvitation({ createdAt, expiresAt, sentAt, role, ...row }: InvitationRow): Invitation {
  return {
    ...row,
    role: role as Role,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
  }
}
