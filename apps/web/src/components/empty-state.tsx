import type { ReactNode } from 'react'
import { PalisadeMark } from './palisade-mark.tsx'

export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-16 text-center">
      <PalisadeMark className="size-10 text-line" />
      <p className="text-lg font-semibold">{title}</p>
      <div className="flex flex-col items-center gap-4 text-ink-soft">{children}</div>
    </div>
  )
}
