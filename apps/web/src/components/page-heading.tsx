import { type ReactNode, useEffect } from 'react'

type PageHeadingProps = {
  children: ReactNode
  /** The name of the page in the title of the window, where it is more than the heading's text. */
  title: string
  className?: string
}

/** Moves the focus to the heading, when the button that had it goes away. */
export function focusPageHeading(): void {
  document.querySelector('h1')?.focus()
}

/** The one h1 of a page. It takes the focus after a change of route (see app/focus-on-navigation.ts). */
export function PageHeading({ children, title, className = '' }: PageHeadingProps) {
  useEffect(() => {
    document.title = `${title} · Palisade`
  }, [title])
  return (
    <h1 tabIndex={-1} className={`text-2xl font-bold tracking-tight text-balance ${className}`}>
      {children}
    </h1>
  )
}
