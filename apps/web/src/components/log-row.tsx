import { t } from '@lingui/core/macro'
import type { ReactNode } from 'react'
import { formatMoment } from '../lib/dates.ts'
import { cardSides } from './card.tsx'

type LogRowProps = {
  actor: string
  /** What they did. */
  event: string
  at: string
  seq: number
  details?: string
  children?: ReactNode
}

/** One entry of a trail: who did what, and when. */
export function LogRow({ actor, event, at, seq, details, children }: LogRowProps) {
  return (
    <li className={`flex flex-col gap-1 py-3.5 ${cardSides}`}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="min-w-0 wrap-anywhere">
          <span className="font-semibold">{actor}</span> {event}
        </p>
        <p className="text-sm text-ink-faint tabular-nums">
          <time dateTime={at}>{formatMoment(at)}</time> · {t`no. ${seq}`}
        </p>
      </div>
      {details && <p className="text-sm text-ink-soft wrap-anywhere">{details}</p>}
      {children}
    </li>
  )
}
