import type { ReactNode } from 'react'

/** Buttons side by side, which wrap where there is no room. */
export function ButtonRow({ children, className = '' }: { children: ReactNode; className?: string }) {
  return <div className={`flex flex-wrap items-center gap-3 ${className}`}>{children}</div>
}
