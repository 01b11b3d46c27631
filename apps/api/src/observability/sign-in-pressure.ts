import type { ProblemCode } from '@palisade/contracts'
import { clientNetwork } from '@palisade/security/rate-limit'
import type { FastifyInstance } from 'fastify'
import { Gauge, type Registry } from 'prom-client'

const halfWindowMs = 5 * 60_000

/** The most values that each half of the window keeps. Above it, the exact number does not matter. */
const most = 10_000

/** A wrong password, and an attempt that a limit refused before its password was checked. */
const failures: readonly ProblemCode[] = ['invalid-credentials', 'quota-exceeded']

/**
 * Counts the distinct accounts and networks of the failed sign-ins of the last five to ten minutes, on this node. An attacker who
 * tries one password on many accounts, or one account from many networks, exceeds no limit.
 */
export function measureSignInPressure(app: FastifyInstance, registry: Registry, now = Date.now): void {
  const accounts = createRecentValues(now)
  const networks = createRecentValues(now)
  const gauge = (of: string, { size }: ReturnType<typeof createRecentValues>) =>
    new Gauge({
      name: `palisade_sign_in_failed_${of}`,
      help: `Distinct ${of} of the sign-ins that failed in the last minutes`,
      registers: [registry],
      collect() {
        this.set(size())
      },
    })
  gauge('accounts', accounts)
  gauge('networks', networks)

  app.addHook('onResponse', ({ endpoint, problem, body, ip }, _reply, next) => {
    if (endpoint?.id === 'auth.sign-in' && problem && failures.includes(problem.code)) {
      const { email } = Object(body)
      if (typeof email === 'string') accounts.add(email.toLowerCase())
      networks.add(clientNetwork(ip))
    }
    next()
  })
}

/** Distinct values, in two halves of the window. The older half is dropped as a whole once the newer one has lasted for its half. */
function createRecentValues(now: () => number) {
  let [older, newer] = [new Set<string>(), new Set<string>()]
  let newerSince = now()
  function age(): void {
    const halves = Math.floor((now() - newerSince) / halfWindowMs)
    if (halves < 1) return
    older = halves === 1 ? newer : new Set()
    newer = new Set()
    newerSince += halves * halfWindowMs
  }
  return {
    add(value: string): void {
      age()
      if (newer.size < most) newer.add(value)
    },
    size(): number {
      age()
      return older.union(newer).size
    },
  }
}
