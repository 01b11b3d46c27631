import { describeDuration } from '@palisade/contracts'

/** Such as `40 seconds` or `3 days`, to the nearest one. */
export const describeAge = (ms: number): string => describeDuration(ms, Math.round)

export const describeSize = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
