import { createHash } from 'node:crypto'
import { secondFactorFailureLimits, signInFailureLimits } from '@palisade/contracts'
import { type AdmissionStore, clientNetwork, type LimitCheck, type LimitPolicy } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { refuseByLimit } from '../../http/limit-problem.ts'

type Limit = { readonly limit: number; readonly windowMs: number }
type FailureLimits = {
  readonly perIp: Limit
  readonly perAccountAndIp: Limit
  readonly perAccount: Limit
  readonly perDevice?: Limit
}

/** Whose secret is tried, and from where. */
export type Attempt = {
  readonly account: string
  readonly ip: string
  /** A device or session of the account's owner: strangers cannot use up what it may try. */
  readonly device?: string | undefined
}

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
 * Counts failed attempts. Each is charged before the secret is judged, so that parallel guesses cannot slip through
 * together, and given back when it was no failure.
 */
function createAttemptGuard(admission: AdmissionStore, name: string, limits: FailureLimits) {
  const policy = (suffix: string, limit: Limit): LimitPolicy => {
    return { name: `${name}-${suffix}`, algorithm: 'sliding-window', ...limit }
  }
  const ofIp = policy('ip', limits.perIp)
  const ofAccountAndIp = policy('account-ip', limits.perAccountAndIp)
  const ofAccount = policy('account', limits.perAccount)

  const ofDevice = limits.perDevice && policy('device', limits.perDevice)

  const checksOf = ({ account, ip, device }: Attempt): LimitCheck[] => {
    const hash = createHash('sha256').update(account).digest('base64url')
    const network = clientNetwork(ip)
    return [
      { policy: ofIp, key: network },
      { policy: ofAccountAndIp, key: `${hash} ${network}` },
      device && ofDevice ? { policy: ofDevice, key: `${hash} ${device}` } : { policy: ofAccount, key: hash },
    ]
  }
  return {
    tryOnce: (attempt: Attempt) => admission.admit({ limits: checksOf(attempt) }),
    giveBack: (attempt: Attempt) => admission.refund(checksOf(attempt)),
  }
}

/**
 * Judges a secret when the guard allows it. The attempt is given back when the secret was right, and when nobody judged
 * it: a database that is away, or too many passwords in line, is not the caller's failure, and must not lock the caller
 * out. What was not judged tells an attacker nothing, so giving it back is no further guess.
 *
 * @param judge does nothing else: resolves to what the right secret opens, and to undefined for a wrong one
 * @throws ProblemError `quota-exceeded` when there were too many failures
 */
export async function attempt<Opened extends object | true>(
  request: FastifyRequest,
  guard: AttemptGuard,
  whose: Omit<Attempt, 'ip'>,
  judge: () => Promise<Opened | undefined>,
): Promise<Opened | undefined> {
  const tried = { ...whose, ip: request.ip }
  const allowed = await guard.tryOnce(tried)
  if (!allowed.ok) throw refuseByLimit(request, allowed)
  let isWrong = false
  try {
    const opened = await judge()
    isWrong = opened === undefined
    return opened
  } finally {
    if (!isWrong) await guard.giveBack(tried)
  }
}
