import type { ReactNode, Ref } from 'react'
import { cardSides } from './card.tsx'

type CardListProps = {
  /** Of the list, where the heading of the card says something else. */
  label?: string
  isBusy?: boolean
  /** The list itself, to move the focus to. */
  ref?: Ref<HTMLUListElement>
  children: ReactNode
}

/** The rows of a card. */
export function CardList({ label, isBusy = false, ref, children }: CardListProps) {
  return (
    <ul
      ref={ref}
      tabIndex={ref ? -1 : undefined}
      aria-label={label}
      aria-busy={isBusy}
      className="divide-y divide-line"
    >
      {children}
    </ul>
  )
}

type CardRowProps = {
  children: ReactNode
  /** At the end of the row, or below on a small screen: a state, or what can be done. */
  aside?: ReactNode
}

export function CardRow({ children, aside }: CardRowProps) {
  return (
    <li className={`flex flex-wrap items-center gap-x-4 gap-y-3 py-3.5 ${cardSides}`}>
      <div className="flex min-w-0 grow basis-56 flex-col gap-0.5">{children}</div>
      {aside}
    </li>
  )
}
