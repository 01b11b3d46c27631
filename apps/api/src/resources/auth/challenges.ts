import { clockToleranceMs, type Role, sessionLifetimes } from '@palisade/contracts'
import { createTokenIssuer, createTokenVerifier, type KeyRing } from '@palisade/security/jwt'
import type { Member } from './member.ts'

/**
 * The challenge for a sign-in with the right password that still needs the second factor. It is a token for another audience, so
 * no endpoint accepts it as an access token, and any node can check it. The API stores nothing but the session that it opens.
 */
export function createChallenges(keys: KeyRing, issuer: string) {
  const issued = { keys, issuer, audience: 'palisade-second-factor' }
  const tokens = createTokenIssuer({ ...issued, lifetimeMs: sessionLifetimes.challengeMs })
  const verifier = createTokenVerifier({ ...issued, clockToleranceMs })
  return {
    create: async ({ id: sub, tenantId, role, membershipVersion }: Member): Promise<string> => {
      const { token } = await tokens.issue({ sub, tenantId, role: role as Role, scope: [], membershipVersion })
      return token
    },

    /** The user and member of the challenge; undefined when it is forged or too old. */
    read: async (challenge: string): Promise<Challenged | undefined> => {
      const verified = await verifier.verify(challenge)
      if (!verified.ok) return undefined
      const { jti: id, sub: memberId, tenant_id: tenantId, mv: membershipVersion } = verified.claims
      return { id, memberId, tenantId, membershipVersion }
    },
  }
}

/** A challenge opens one session, and only while the membership version is the same: a change of the password ends it. */
export type Challenged = { id: string; memberId: string; tenantId: string; membershipVersion: number | undefined }

export type Challenges = ReturnType<typeof createChallenges>
