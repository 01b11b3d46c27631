import { secondFactorFailureLimits, signInFailureLimits } from '@palisade/contracts'
import { TooBusyError } from '@palisade/security/credentials'
import { type AdmissionStore, clientNetwork, type LimitCheck, type LimitPolicy } from '@palisade/security/rate-limit'
import type { FastifyRequest } from 'fastify'
import { createInFlight } from '../access/in-flight.ts'
import { hashedKey, slidingWindow } from '../access/limit-policies.ts'
import { type Refused, refuseByLimit } from './limit-problem.ts'

type Limit = { readonly limit: number; readonly windowMs: number }
type FailureLimits = {
  readonly perIp: Limit
  readonly perAccountAndIp: Limit
  readonly perAccount?: Limit
  readonly perDevice?: Limit
}

/** The account whose secret is tried, and the source of the attempt. */
export type Attempt = {
  readonly account: string
  readonly ip: string
  /** A device or session of the account's owner. It has a separate limit, which strangers cannot use up. */
  readonly device?: string | undefined
}

/** The result of an attempt: `opened` is undefined for a wrong secret. `refused`: the secret was not checked. */
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

/** How many attempts of all callers may wait, on this node, for attempts in progress. */
const mostWaiting = 100

/** Create them once for each process: attempts wait only for those under way in the same guard. */
export function createAttemptGuards(admission: AdmissionStore): AttemptGuards {
  return {
    passwords: createAttemptGuard(admission, 'sign-in', signInFailureLimits),
    codes: createAttemptGuard(admission, 'second-factor', secondFactorFailureLimits),
  }
}

/**
 * Counts failed attempts. An attempt is charged before the secret is checked, so that parallel guesses cannot exceed the limit
 * together, and refunded unless it failed. If a limit is used up while other attempts under it are in progress on this node,
 * an attempt waits for them: they may succeed and be refunded.
 */
export function createAttemptGuard(admission: AdmissionStore, name: string, limits: FailureLimits): AttemptGuard {
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
    // An attempt that ended during the call to the store may have been refunded since.
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
        // No `await` in between: an attempt that is refused after this one was charged has to see this one in progress.
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
  const ofAccount = limits.perAccount && policy('account', limits.perAccount)
  const ofDevice = limits.perDevice && policy('device', limits.perDevice)

  return ({ account, ip, device }) => {
    const hash = hashedKey(account)
    const network = clientNetwork(ip)
    const ofHolder = device && ofDevice ? { policy: ofDevice, key: `${hash} ${device}` } : undefined
    const ofAnybody = ofAccount && { policy: ofAccount, key: hash }
    const third = ofHolder ?? ofAnybody
    return [
      { policy: ofIp, key: network },
      { policy: ofAccountAndIp, key: `${hash} ${network}` },
      ...(third ? [third] : []),
    ]
  }
}

function keyOf({ policy, key }: { policy: LimitPolicy; key: string }): string {
  return `${policy.name} ${key}`
}

/**
 * Checks a secret if the guard allows it. The attempt is refunded when the secret was right, and when it was not checked: an
 * unavailable database or a full queue of passwords is not the caller's failure, and must not lock the caller out. A refund
 * without a check gives an attacker no further guess.
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
