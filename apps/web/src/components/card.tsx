import { type ReactNode, useId } from 'react'

type CardProps = { title: string; aside?: ReactNode; children: ReactNode }

/** The frame of a part of a page. */
export const cardStyle = 'rounded-card border border-line bg-surface'

/** The distance of everything in a card from its sides. */
export const cardSides = 'px-5 sm:px-6'

/** A part of a page under a heading of its own. */
export function Card({ title, aside, children }: CardProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={cardStyle}>
      <div
        className={`flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line py-3.5 ${cardSides}`}
      >
        <h2 id={id} className="min-w-0 font-semibold wrap-anywhere">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** What a card contains, where that is no table and no list of rows. */
export function CardBody({ children, className = 'gap-4' }: { children: ReactNode; className?: string }) {
  return <div className={`flex flex-col py-4 ${cardSides} ${className}`}>{children}</div>
}
