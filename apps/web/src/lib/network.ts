import { clientTimeoutMs } from '@palisade/contracts'

/** The request got no answer: the network is down, the server is gone, or it took too long. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure'
}

/** `fetch` that gives up in time, and whose failures differ from bugs. */
export const networkFetch: typeof fetch = async (input, init) => {
  const timeout = AbortSignal.timeout(clientTimeoutMs)
  const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout
  try {
    return await fetch(input, { ...init, signal })
  } catch (cause) {
    if (init?.signal?.aborted) throw cause
    throw new NetworkFailure('The server cannot be reached', { cause })
  }
}
