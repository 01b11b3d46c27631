import { secondFactorFailureLimits, signInFailureLimits } from '@palisade/contracts'
import { TooBusyError } from '@palisade/security/credentials'
import { type AdmissionStore, clientNetwork, type LimitCheck, type LimitPolicy } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { createInFlight } from '../../access/in-flight.ts'
import { hashedKey, slidingWindow } from '../../access/limit-policies.ts'
import { type Refused, refuseByLimit } from '../../http/limit-problem.ts'

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

/** What a secret was good for: `opened` is undefined for a wrong one. `refused`: nobody judged it. */
type Tried<Opened> = { opened: Opened | undefined } | { refused: Refused }

type Judge<Opened> = () => Promise<Opened | undefined>

export type AttemptGuard = {
  attempt<Opened extends object | true>(whose: Attempt, judge: Judge<Opened>): Promise<Tried<Opened>>
}

export type AttemptGuards = {
  /** Wrong passwords, by email. */
  passwords: AttemptGuard
  /** Wrong codes, by user. */
  codes: AttemptGuard
}

/** Attempts of all callers that wait, on this node, for attempts under way. */
const mostWaiting = 100

/** Create them once for each process: attempts wait only for those under way in the same guard. */
export function createAttemptGuards(admission: AdmissionStore): AttemptGuards {
  return {
    passwords: createAttemptGuard(admission, 'sign-in', signInFailureLimits),
    codes: createAttemptGuard(admission, 'second-factor', secondFactorFailureLimits),
  }
}

/**
 * Counts failed attempts. Each is charged before the secret is judged, so that parallel guesses cannot slip through
 * together, and given back when it was no failure. An attempt that finds a limit used up waits while others under the same
 * limit are under way on this node: they may be given back, and then it was no failure that used up the limit.
 */
function createAttemptGuard(admission: AdmissionStore, name: string, limits: FailureLimits): AttemptGuard {
  const checksOf = createChecks(name, limits)
  const inFlight = createInFlight({ mostWaiting })

  async function judgeCharged<Opened>(checks: LimitCheck[], judge: Judge<Opened>): Promise<Tried<Opened>> {
    let isWrong = false
    try {
      const opened = await judge()
      isWrong = opened === undefined
      return { opened }
    } finally {
      if (!isWrong) await admission.refund(checks)
    }
  }

  async function mayRetry(refused: Refused, endedBefore: number): Promise<boolean> {
    if (refused.reason !== 'limited') return false
    // One that ended while the store was asked may have been given back since.
    if (inFlight.ended !== endedBefore) return true
    const next = await inFlight.waitForNext(refused.violated.map(keyOf))
    if (next === 'full') throw new TooBusyError()
    return next === 'ended'
  }

  return {
    async attempt(whose, judge) {
      const checks = checksOf(whose)
      for (;;) {
        const { ended } = inFlight
        const allowed = await admission.admit({ limits: checks })
        // No `await` in between: who is refused after this attempt was charged has to find it under way.
        if (allowed.ok) return inFlight.follow(checks.map(keyOf), judgeCharged(checks, judge))
        if (!(await mayRetry(allowed, ended))) return { refused: allowed }
      }
    },
  }
}

function createChecks(name: string, limits: FailureLimits): (whose: Attempt) => LimitCheck[] {
  const policy = (suffix: string, limit: Limit) => slidingWindow(`${name}-${suffix}`, limit)
  const ofIp = policy('ip', limits.perIp)
  const ofAccountAndIp = policy('account-ip', limits.perAccountAndIp)
  const ofAccount = policy('account', limits.perAccount)
  const ofDevice = limits.perDevice && policy('device', limits.perDevice)

  return ({ account, ip, device }) => {
    const hash = hashedKey(account)
    const network = clientNetwork(ip)
    return [
      { policy: ofIp, key: network },
      { policy: ofAccountAndIp, key: `${hash} ${network}` },
      device && ofDevice ? { policy: ofDevice, key: `${hash} ${device}` } : { policy: ofAccount, key: hash },
    ]
  }
}

function keyOf({ policy, key }: { policy: LimitPolicy; key: string }): string {
  return `${policy.name} ${key}`
}

/**
 * Judges a secret when the guard allows it. The attempt is given back when the secret was right, and when nobody judged
 * it: a database that is away, or too many passwords in line, is not the caller's failure, and must not lock the caller
 * out. What was not judged tells an attacker nothing, so giving it back is no further guess.
 *
 * @param judge does nothing else: resolves to what the right secret opens, and to undefined for a wrong one
 * @throws ProblemError `quota-exceeded` when there were too many failures
 * @throws TooBusyError when too many attempts wait for others already
 */
export async function attempt<Opened extends object | true>(
  request: FastifyRequest,
  guard: AttemptGuard,
  whose: Omit<Attempt, 'ip'>,
  judge: Judge<Opened>,
): Promise<Opened | undefined> {
  const tried = await guard.attempt({ ...whose, ip: request.ip }, judge)
  if ('refused' in tried) throw refuseByLimit(request, tried.refused)
  return tried.opened
}
