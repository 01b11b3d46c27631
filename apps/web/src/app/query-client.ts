import { QueryClient } from '@tanstack/react-query'
import { retryDelayMs, shouldRetry } from '../lib/retry.ts'

export function createQueryClient() {
  return new QueryClient({
    defaultOptions: {
      // Offline, a request fails with a message. Waiting for the network would look like endless loading.
      queries: {
        networkMode: 'always',
        staleTime: 10_000,
        refetchOnReconnect: true,
        retry: shouldRetry,
        retryDelay: retryDelayMs,
      },
      mutations: { networkMode: 'always' },
    },
  })
}
