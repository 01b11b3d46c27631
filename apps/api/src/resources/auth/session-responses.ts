import { type ResponseOf, type Role, scopesOf, type Tier } from '@palisade/contracts'
import type { TokenIssuer } from '@palisade/security/jwt'
import type { FastifyReply } from 'fastify'
import { refreshCookie } from './cookies.ts'
import type { KnownDevices } from './known-devices.ts'
import type { Member } from './member.ts'
import type { Begun, Client, Session } from './session-store.ts'

type SessionAnswer = ResponseOf<'auth.sign-in'>

/** Answers with an access token, which says how its owner signed in and when (`amr`, `auth_time`). */
export function createSessionResponses(tokens: TokenIssuer, devices: KnownDevices) {
  const withoutRefresh = async (member: Member, session: Session): Promise<SessionAnswer> => {
    const { id: sub, tenantId, membershipVersion } = member
    const { id: sessionId, createdAt, endsAt, secondFactorAt } = session
    const role = member.role as Role
    const { token, expiresAtMs } = await tokens.issue({
      sub,
      tenantId,
      role,
      scope: scopesOf(role),
      sessionId,
      membershipVersion,
      amr: secondFactorAt ? ['pwd', 'otp'] : ['pwd'],
      authenticatedAtMs: (secondFactorAt ?? createdAt).getTime(),
      notAfterMs: endsAt.getTime(),
    })
    const expiresAt = new Date(expiresAtMs).toISOString()
    return { accessToken: token, tokenType: 'Bearer', expiresAt, user: describeMember(member) }
  }

  /** Also sends the refresh token, in a cookie or in the body. */
  const refreshed = async (
    reply: FastifyReply,
    member: Member,
    begun: Begun,
    client: Client,
  ): Promise<SessionAnswer> => {
    const access = await withoutRefresh(member, begun.session)
    if (client === 'body') return { ...access, refreshToken: begun.refreshToken }
    refreshCookie.set(reply, begun.refreshToken, begun.refreshTokenMs)
    return access
  }

  return {
    withoutRefresh,
    refreshed,

    /** At a sign-in, which also makes the device a known one. */
    signedIn: async (reply: FastifyReply, member: Member, begun: Begun, client: Client): Promise<SessionAnswer> => ({
      ...(await refreshed(reply, member, begun, client)),
      ...devices.remember(reply, member.email, client),
    }),
  }
}

/** The signed-in person in the tenant that the session works with. `id` is that of the membership. */
export function describeMember({ id, email, name, role, tenant }: Member): ResponseOf<'auth.who-am-i'> {
  return {
    id,
    email,
    name,
    role: role as Role,
    scopes: [...scopesOf(role as Role)],
    tenant: describeTenant(tenant),
  }
}

function describeTenant({ state, eraseAfter, ...tenant }: Member['tenant']) {
  const { id, slug, name, tier, color, logoHash: logo } = tenant
  // A suspended tenant is not erased before its suspension ends.
  const erased = state === 'suspended' ? null : eraseAfter
  return { id, slug, name, tier: tier as Tier, color, logo, eraseAfter: erased?.toISOString() ?? null }
}

export type SessionResponses = ReturnType<typeof createSessionResponses>
