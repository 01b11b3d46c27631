import type { TxtResult } from './txt-lookup.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long a new origin is looked up automatically. */
const pendingForMs = 7 * dayMs

/** How long a verified origin stays allowed without its record. Longer if no DNS server answers, which may be an outage. */
const outlivesMs = { absent: 7 * dayMs, unanswered: 30 * dayMs }

export type Known = { createdAt: Date; verifiedAt: Date | null; seenAt: Date | null }

export type OriginStatus = { verifiedAt: Date | null; seenAt: Date | null; checkedAt: Date; nextCheckAt: Date | null }

/** The status of an origin after a lookup of its TXT record, and when to look it up again. */
export function nextStatus({ createdAt, verifiedAt, seenAt }: Known, result: TxtResult, now: Date): OriginStatus {
  const at = (ms: number) => new Date(now.getTime() + ms)
  const since = (then: Date) => now.getTime() - then.getTime()
  if (result === 'found') {
    return { verifiedAt: verifiedAt ?? now, seenAt: now, checkedAt: now, nextCheckAt: at(dayMs) }
  }
  if (verifiedAt && seenAt && since(seenAt) <= outlivesMs[result]) {
    return { verifiedAt, seenAt, checkedAt: now, nextCheckAt: at(6 * hourMs) }
  }
  const ageMs = since(createdAt)
  const nextCheckAt = ageMs < pendingForMs ? at(pauseOf(ageMs)) : null
  return { verifiedAt: null, seenAt, checkedAt: now, nextCheckAt }
}

/** The longer a record is missing, the less often it is looked up. */
function pauseOf(ageMs: number): number {
  if (ageMs < hourMs) return 5 * minuteMs
  return ageMs < dayMs ? hourMs : 6 * hourMs
}
