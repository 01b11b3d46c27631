import type { ReactNode } from 'react'

/** One state of a component, under a name that says which. */
export function Example({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <h3 className="text-sm text-ink-faint">{name}</h3>
      {children}
    </div>
  )
}
