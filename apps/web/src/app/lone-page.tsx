import type { ReactNode } from 'react'
import { PalisadeMark } from '../components/palisade-mark.tsx'

/** A page of a few words, outside the layout of the others. */
export function LonePage({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 px-5 py-10">
      <PalisadeMark className="size-9 text-accent" />
      {children}
    </main>
  )
}
