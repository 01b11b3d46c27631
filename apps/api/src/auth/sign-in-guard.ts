import { createHash } from 'node:crypto'
import { signInFailureLimits } from '@palisade/contracts'
import type { AdmissionStore, LimitCheck, LimitPolicy } from '@palisade/security/rate-limit'

const { perIp, perAccountAndIp, perAccount } = signInFailureLimits

const policies = {
  ip: { name: 'sign-in-ip', algorithm: 'sliding-window', ...perIp },
  accountAndIp: { name: 'sign-in-account-ip', algorithm: 'sliding-window', ...perAccountAndIp },
  account: { name: 'sign-in-account', algorithm: 'sliding-window', ...perAccount },
} as const satisfies Record<string, LimitPolicy>

/**
 * Counts failed sign-ins. Each attempt is paid for before the password is looked at, so that parallel guesses cannot
 * slip through together, and paid back when it succeeds.
 */
export function createSignInGuard(admission: AdmissionStore) {
  const checksOf = (email: string, ip: string): LimitCheck[] => {
    const account = createHash('sha256').update(email).digest('base64url')
    return [
      { policy: policies.ip, key: ip },
      { policy: policies.accountAndIp, key: `${account} ${ip}` },
      { policy: policies.account, key: account },
    ]
  }
  return {
    tryOnce: (email: string, ip: string) => admission.admit({ limits: checksOf(email, ip) }),
    succeeded: (email: string, ip: string) => admission.refund(checksOf(email, ip)),
  }
}
