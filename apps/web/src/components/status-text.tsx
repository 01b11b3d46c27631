import type { ReactNode } from 'react'

/** What came of a request, which screen readers read out when it appears. While there is nothing to say, it takes no room. */
export function StatusText({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="text-ink-soft wrap-anywhere empty:sr-only">
      {children}
    </p>
  )
}
