import type { TokenVerification } from '@palisade/security/jwt'
import { authenticate as original } from '../../../apps/api/src/layers/40-authenticate.ts'

export * from '../../../apps/api/src/layers/40-authenticate.ts'

/** Accepts the claims of a token without checking its signature. API keys are still looked up: without a row there is no caller. */
export const authenticate: typeof original = (app, { apiKeys }) => {
  original(app, { apiKeys, tokens: { verify: believe } })
}

function believe(token: string): TokenVerification {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
    return { ok: true, claims: JSON.parse(payload) }
  } catch {
    return { ok: false, reason: 'malformed' }
  }
}
