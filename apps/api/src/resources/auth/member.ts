import type { IdentityDb } from '@palisade/db'
import { invalidToken } from '../../http/access-problems.ts'

/** A member of a tenant, with the person. Access tokens are issued to members. */
export type Member = {
  id: string
  tenantId: string
  role: string
  membershipVersion: number
  userId: string
  email: string
  name: string
  passwordHash: string
  tenant: {
    id: string
    slug: string
    name: string
    tier: string
    state: string
    eraseAfter: Date | null
    color: string | null
    logoHash: string | null
  }
}

/** When a session began. Disabling a member closes the tenant to all sessions that began before. */
type SessionAge = { createdAt: Date }

const withPerson = { include: { user: true, tenant: true } } as const

/** The enabled memberships of a user, the one that was used last first, and those of suspended tenants at the end. */
export async function findMembersOf(db: IdentityDb, userId: string, session?: SessionAge): Promise<Member[]> {
  const rows = await db.membership.findMany({
    where: { userId, disabledAt: null, ...openTo(session) },
    orderBy: [{ lastUsedAt: { sort: 'desc', nulls: 'last' } }, { id: 'asc' }],
    ...withPerson,
  })
  const isActive = (row: (typeof rows)[number]) => row.tenant.state === 'active'
  return [...rows.filter(isActive), ...rows.filter(row => !isActive(row))].map(toMember)
}

/** @returns `null` when the member is removed or disabled */
export async function findEnabledMember(db: IdentityDb, tenantId: string, id: string): Promise<Member | null> {
  const row = await db.membership.findFirst({
    where: { id, tenantId, userId: { not: null }, disabledAt: null },
    ...withPerson,
  })
  return row && toMember(row)
}

/** @throws ProblemError `invalid-token` when the member was removed or disabled since the token was issued */
export async function findMember(db: IdentityDb, tenantId: string, id: string): Promise<Member> {
  const member = await findEnabledMember(db, tenantId, id)
  if (!member) throw invalidToken()
  return member
}

/** A member as the security log names it. */
export function subjectOf({ id, tenantId }: Pick<Member, 'id' | 'tenantId'>) {
  return { subject: id, tenant: tenantId }
}

function openTo(session: SessionAge | undefined) {
  if (!session) return {}
  return { OR: [{ sessionsAfter: null }, { sessionsAfter: { lt: session.createdAt } }] }
}

type Row = Pick<Member, 'id' | 'tenantId' | 'role' | 'membershipVersion' | 'tenant'> & {
  userId: string | null
  user: Pick<Member, 'email' | 'name' | 'passwordHash'> | null
}

export function toMember({ user, userId, ...row }: Row): Member {
  if (!user || userId === null) throw new Error('a service account has no person who could sign in')
  const { email, name, passwordHash } = user
  return { ...row, userId, email, name, passwordHash }
}
