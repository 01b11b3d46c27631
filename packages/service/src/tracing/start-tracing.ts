import type { Tracing, TracingOptions } from './sdk.ts'

/** Starts to send spans. The SDK is loaded here alone: a process that sends none does not pay for it. */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { createTracing } = await import('./sdk.ts')
  return createTracing(options)
}
