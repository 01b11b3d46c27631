import type { AdmissionStore } from '@palisade/security/rate-limit'
import { inClientSpan, isTracing } from '@palisade/service'

/** Shows each call of the limit store in the trace of its request. The keys of limits stay out of it. */
export function traceStore(store: AdmissionStore): AdmissionStore {
  if (!isTracing()) return store
  const call = <T>(name: keyof AdmissionStore, work: () => Promise<T>) =>
    inClientSpan(`redis ${name}`, { 'db.system.name': 'redis', 'db.operation.name': name }, work)
  return {
    admit: request => call('admit', () => store.admit(request)),
    charge: checks => call('charge', () => store.charge(checks)),
    refund: checks => call('refund', () => store.refund(checks)),
    reset: checks => call('reset', () => store.reset(checks)),
    penalize: (keys, points) => call('penalize', () => store.penalize(keys, points)),
    revoke: (what, span) => call('revoke', () => store.revoke(what, span)),
    close: () => store.close(),
  }
}
