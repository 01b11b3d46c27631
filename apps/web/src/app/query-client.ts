import { QueryClient } from '@tanstack/react-query'
import { retryDelayMs, shouldRetry } from '../lib/retry.ts'

export function createQueryClient() {
  return new QueryClient({
    defaultOptions: {
      // Offline, a request fails and says so; waiting in silence for the network would look like loading for ever.
      queries: { networkMode: 'always', staleTime: 10_000, retry: shouldRetry, retryDelay: retryDelayMs },
      mutations: { networkMode: 'always' },
    },
  })
}
