import type { ReactNode } from 'react'
import { PageHeading } from './page-heading.tsx'

const widths = { form: 'max-w-md', text: 'max-w-4xl', charts: 'max-w-5xl' } as const

type PageProps = {
  title: string
  /** By what the page consists of: lines must not become too long to read. */
  width?: keyof typeof widths
  /** Above the heading: the way back. */
  back?: ReactNode
  /** What the page is for. */
  intro?: ReactNode
  children: ReactNode
}

/** A page with its heading, and everything below at the same distance. */
export function Page({ title, width = 'text', back, intro, children }: PageProps) {
  return (
    <div className={`flex flex-col gap-5 ${widths[width]}`}>
      {back}
      <PageHeading title={title} />
      {intro && <p className="-mt-2 text-ink-soft">{intro}</p>}
      {children}
    </div>
  )
}
