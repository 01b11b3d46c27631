import { type ReactNode, useEffect } from 'react'

type PageHeadingProps = {
  /** The name of the page, in the title of the window as well. */
  title: string
  /** The text of the heading, where it says more than the name of the page. */
  children?: ReactNode
  className?: string
}

/** Moves the focus to the heading, when the button that had it goes away. */
export function focusPageHeading(): void {
  document.querySelector('h1')?.focus()
}

/** The one h1 of a page. It takes the focus after a change of route (see app/focus-on-navigation.ts). */
export function PageHeading({ title, children = title, className = '' }: PageHeadingProps) {
  useEffect(() => {
    document.title = `${title} · Palisade`
  }, [title])
  return (
    <h1 tabIndex={-1} className={`text-2xl font-bold tracking-tight text-balance ${className}`}>
      {children}
    </h1>
  )
}
