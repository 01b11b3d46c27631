import type { ReactNode } from 'react'

const tones = {
  neutral: 'bg-sunken text-ink-soft',
  info: 'bg-info-soft text-info',
  plum: 'bg-plum-soft text-plum',
  warn: 'bg-warn-soft text-warn',
  accent: 'bg-accent-soft text-accent',
  danger: 'bg-danger-soft text-danger',
} as const

export type Tone = keyof typeof tones

/** A state in a word or two. The color only repeats what the word says. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-[0.8125rem] font-semibold whitespace-nowrap ${tones[tone]}`}
    >
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {children}
    </span>
  )
}
