import { type ReactNode, useId } from 'react'

type CardProps = { title: string; aside?: ReactNode; children: ReactNode; className?: string }

/** A part of a page under a heading of its own. */
export function Card({ title, aside, children, className = '' }: CardProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={`rounded-card border border-line bg-surface ${className}`}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 border-b border-line px-5 py-3.5 sm:px-6">
        <h2 id={id} className="min-w-0 font-semibold wrap-anywhere">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
