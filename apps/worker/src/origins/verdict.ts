import type { Look } from './txt-lookup.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long a new origin is looked at by itself. */
const pendingForMs = 7 * dayMs

/** How long a verified origin outlives its record; and longer where no server answers, which may be nobody's wish. */
const outlivesMs = { absent: 7 * dayMs, unanswered: 30 * dayMs }

export type Known = { createdAt: Date; verifiedAt: Date | null; seenAt: Date | null }

export type Verdict = { verifiedAt: Date | null; seenAt: Date | null; checkedAt: Date; nextCheckAt: Date | null }

/** What a look for the record of an origin changes about the origin, and when to look again. */
export function judge({ createdAt, verifiedAt, seenAt }: Known, look: Look, now: Date): Verdict {
  const at = (ms: number) => new Date(now.getTime() + ms)
  const since = (then: Date) => now.getTime() - then.getTime()
  if (look === 'found') {
    return { verifiedAt: verifiedAt ?? now, seenAt: now, checkedAt: now, nextCheckAt: at(dayMs) }
  }
  if (verifiedAt && seenAt && since(seenAt) <= outlivesMs[look]) {
    return { verifiedAt, seenAt, checkedAt: now, nextCheckAt: at(6 * hourMs) }
  }
  const ageMs = since(createdAt)
  const nextCheckAt = ageMs < pendingForMs ? at(pauseOf(ageMs)) : null
  return { verifiedAt: null, seenAt, checkedAt: now, nextCheckAt }
}

/** The longer the record is missing, the less likely it comes soon. */
function pauseOf(ageMs: number): number {
  if (ageMs < hourMs) return 5 * minuteMs
  return ageMs < dayMs ? hourMs : 6 * hourMs
}
