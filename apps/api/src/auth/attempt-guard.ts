import { createHash } from 'node:crypto'
import { secondFactorFailureLimits, signInFailureLimits } from '@palisade/contracts'
import type { AdmissionStore, LimitCheck, LimitPolicy } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { refuseByLimit } from '../layers/50-admit.ts'

type Limit = { readonly limit: number; readonly windowMs: number }
type FailureLimits = { readonly perIp: Limit; readonly perAccountAndIp: Limit; readonly perAccount: Limit }

/** Wrong passwords, by email. */
export function createSignInGuard(admission: AdmissionStore) {
  return createAttemptGuard(admission, 'sign-in', signInFailureLimits)
}

/** Wrong codes, by user. */
export function createSecondFactorGuard(admission: AdmissionStore) {
  return createAttemptGuard(admission, 'second-factor', secondFactorFailureLimits)
}

export type AttemptGuard = ReturnType<typeof createAttemptGuard>

/**
 * Counts failed attempts. Each is paid for before the secret is looked at, so that parallel guesses cannot slip through
 * together, and paid back when it succeeds.
 */
function createAttemptGuard(admission: AdmissionStore, name: string, limits: FailureLimits) {
  const policy = (suffix: string, limit: Limit): LimitPolicy => {
    return { name: `${name}-${suffix}`, algorithm: 'sliding-window', ...limit }
  }
  const ofIp = policy('ip', limits.perIp)
  const ofAccountAndIp = policy('account-ip', limits.perAccountAndIp)
  const ofAccount = policy('account', limits.perAccount)

  const checksOf = (account: string, ip: string): LimitCheck[] => {
    const hash = createHash('sha256').update(account).digest('base64url')
    return [
      { policy: ofIp, key: ip },
      { policy: ofAccountAndIp, key: `${hash} ${ip}` },
      { policy: ofAccount, key: hash },
    ]
  }
  return {
    tryOnce: (account: string, ip: string) => admission.admit({ limits: checksOf(account, ip) }),
    succeeded: (account: string, ip: string) => admission.refund(checksOf(account, ip)),
  }
}

/** Looks at a secret when the guard allows, and gives the attempt back when it was right. */
export async function attempt(
  request: FastifyRequest,
  guard: AttemptGuard,
  account: string,
  look: () => Promise<boolean>,
) {
  const allowed = await guard.tryOnce(account, request.ip)
  if (!allowed.ok) throw refuseByLimit(request, allowed)
  const isRight = await look()
  if (isRight) await guard.succeeded(account, request.ip)
  return isRight
}
