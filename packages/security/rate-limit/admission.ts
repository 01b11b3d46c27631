import { type BreakerOptions, type BreakerState, createBreaker } from './breaker.ts'
import { localCheck, localRequest } from './fallback.ts'
import { createMemoryStore } from './memory-store.ts'
import {
  type Admission,
  type AdmissionRequest,
  type AdmissionStore,
  type LimitCheck,
  type LimitStatus,
  type RevocationSpan,
  StoreUnavailableError,
} from './types.ts'

/** For metrics and logs. Nothing here is needed to decide. */
export type AdmissionEvent =
  | { type: 'breaker'; state: BreakerState }
  | { type: 'store-failed'; during: keyof AdmissionStore; cause: unknown }
  /** A request was decided without the store. */
  | { type: 'local'; outcome: 'allowed' | 'limited' | 'revoked' | 'unavailable' }
  /** Limits in shadow mode that would have refused. */
  | { type: 'shadowed'; limits: readonly LimitStatus[] }

export type AdmissionOptions = {
  store: AdmissionStore
  /** Decides while the store is away. Default: a memory store. */
  fallback?: AdmissionStore
  breaker?: BreakerOptions
  /**
   * While the store is away revocations cannot be read. `accept` trusts tokens that this process has not revoked
   * itself, for the minutes that they live; limits that say `refuse` still close their endpoints. Default: accept.
   */
  tokensWhenUnavailable?: 'accept' | 'refuse'
  /** Called synchronously. What it throws is ignored. */
  onEvent?: (event: AdmissionEvent) => void
}

/**
 * Puts a breaker and a local limiter in front of a store. `charge`, `refund`, `reset` and `penalize` never reject
 * because the store is away, they are then counted only here; `revoke` rejects with StoreUnavailableError, because
 * its caller must know that other nodes still accept the token.
 *
 * @throws {TypeError | RangeError} for options that cannot be
 */
export function createAdmission(options: AdmissionOptions): AdmissionStore {
  const { store, fallback = createMemoryStore(), tokensWhenUnavailable = 'accept', onEvent = () => {} } = options
  if (!['accept', 'refuse'].includes(tokensWhenUnavailable)) {
    throw new TypeError('tokensWhenUnavailable must be "accept" or "refuse"')
  }
  const breaker = createBreaker(options.breaker ?? {}, state => emit({ type: 'breaker', state }))

  function emit(event: AdmissionEvent): void {
    try {
      onEvent(event)
    } catch {
      // A broken metric must not refuse a request.
    }
  }

  /** Until when this process may know of a revocation that the store has lost, or has not taken yet. */
  let revokedHereUntilMs = 0

  async function isRevokedHere({ token }: AdmissionRequest): Promise<boolean> {
    return token !== undefined && !(await fallback.admit({ limits: [], token })).ok
  }

  async function admit(request: AdmissionRequest): Promise<Admission> {
    if (performance.now() < revokedHereUntilMs && (await isRevokedHere(request)))
      return { ok: false, reason: 'revoked' }
    const pass = breaker.enter()
    if (pass === undefined) return admitLocally(request, undefined)
    let admission: Admission
    try {
      admission = await store.admit(request)
    } catch (error) {
      breaker.withdrawn(pass)
      throw error
    }
    if (!admission.ok && admission.reason === 'unavailable') {
      breaker.failed(pass, admission.cause)
      emit({ type: 'store-failed', during: 'admit', cause: admission.cause })
      return admitLocally(request, admission.cause)
    }
    breaker.succeeded(pass)
    if (admission.ok && admission.shadowed.length > 0) emit({ type: 'shadowed', limits: admission.shadowed })
    return admission
  }

  async function admitLocally(request: AdmissionRequest, cause: unknown): Promise<Admission> {
    const closed = request.token !== undefined && tokensWhenUnavailable === 'refuse'
    const local = closed ? undefined : localRequest(request)
    const admission: Admission = local
      ? await fallback.admit(local)
      : { ok: false, reason: 'unavailable', ...(cause === undefined ? {} : { cause }) }
    emit({ type: 'local', outcome: admission.ok ? 'allowed' : admission.reason })
    return admission
  }

  async function record(during: keyof AdmissionStore, run: (to: AdmissionStore) => Promise<void>): Promise<void> {
    const pass = breaker.enter()
    if (pass === undefined) return run(fallback)
    try {
      await run(store)
      breaker.succeeded(pass)
    } catch (cause) {
      if (!(cause instanceof StoreUnavailableError)) {
        breaker.withdrawn(pass)
        throw cause
      }
      breaker.failed(pass, cause)
      emit({ type: 'store-failed', during, cause })
      await run(fallback)
    }
  }

  const spanMs = (span: RevocationSpan) => ('forMs' in span ? span.forMs : span.untilMs - Date.now())

  const checksFor = (to: AdmissionStore, checks: readonly LimitCheck[]) =>
    to === store ? checks : checks.map(localCheck).filter(check => check !== undefined)

  return {
    admit,
    charge: checks => record('charge', to => to.charge(checksFor(to, checks))),
    refund: checks => record('refund', to => to.refund(checksFor(to, checks))),
    reset: checks => record('reset', to => to.reset(checksFor(to, checks))),
    penalize: (keys, points) => record('penalize', to => to.penalize(keys, points)),
    async revoke(what, span) {
      // Known here at once; that a full local list cannot take it must not keep it from the store.
      await fallback.revoke(what, span).catch(() => {})
      revokedHereUntilMs = Math.max(revokedHereUntilMs, performance.now() + spanMs(span))
      await store.revoke(what, span)
    },
    async close() {
      await Promise.all([store.close(), fallback.close()])
    },
  }
}
