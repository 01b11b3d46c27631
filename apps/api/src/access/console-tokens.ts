import { operatorScopes, type ResponseOf, stepUpWithinMs } from '@palisade/contracts'
import type { TokenIssuer } from '@palisade/security/jwt'
import { noTenant } from './principal.ts'

type Entered = { operatorId: string; sessionId: string; authenticatedAtMs: number }

export type ConsoleTokens = ReturnType<typeof createConsoleTokens>

/** Issues access tokens for the operator console. A renewed token keeps the time at which the code was entered. */
export function createConsoleTokens(issuer: TokenIssuer) {
  return {
    async issue({ operatorId, sessionId, authenticatedAtMs }: Entered): Promise<ResponseOf<'operator.enter'>> {
      const { token, expiresAtMs } = await issuer.issue({
        sub: operatorId,
        tenantId: noTenant,
        role: 'operator',
        scope: operatorScopes,
        sessionId,
        amr: ['pwd', 'otp'],
        authenticatedAtMs,
      })
      return {
        accessToken: token,
        tokenType: 'Bearer',
        expiresAt: new Date(expiresAtMs).toISOString(),
        verifyAgainAt: new Date(authenticatedAtMs + stepUpWithinMs).toISOString(),
      }
    },
  }
}
