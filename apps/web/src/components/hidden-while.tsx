import type { ReactNode } from 'react'

/** Hides parts of a page while the user enters a code. Removing them would lose what is typed in their forms. */
export function HiddenWhile({ isHidden, children }: { isHidden: boolean; children: ReactNode }) {
  return (
    <div hidden={isHidden} className="flex flex-col gap-5 [&[hidden]]:hidden">
      {children}
    </div>
  )
}
