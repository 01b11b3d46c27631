import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { buttonStyle } from '../components/button.tsx'
import { PalisadeMark } from '../components/palisade-mark.tsx'
import { SkipLink } from '../components/skip-link.tsx'
import { useSessionState } from '../features/session/session-context.ts'
import { UserMenu } from '../features/session/user-menu.tsx'
import { SignedInUserContext } from '../lib/signed-in-user.ts'
import { OfflineBanner } from './offline-banner.tsx'

const navigationStyle =
  'rounded-control px-3 py-2 text-sm font-medium text-ink-soft hover:bg-sunken hover:text-ink aria-[current=page]:text-ink'

/** The header and the frame of every page but those to sign in and sign up. */
export function Layout({ children }: { children: ReactNode }) {
  const state = useSessionState()
  const user = state.status === 'signed-in' ? state.user : undefined
  return (
    <SignedInUserContext value={user}>
      <SkipLink />
      <header className="sticky top-0 z-10 border-b border-line bg-surface">
        <div className="mx-auto flex h-16 max-w-6xl items-center gap-2 px-4 sm:gap-6 sm:px-6">
          <Link to="/orders" className="flex items-center gap-2.5 rounded font-bold" aria-label="Palisade, home">
            <PalisadeMark className="size-6 text-accent" />
            <span className="hidden sm:inline">Palisade</span>
          </Link>
          <nav aria-label="Main" className="flex flex-1 items-center gap-1">
            {user && (
              <Link to="/orders" className={navigationStyle}>
                Orders
              </Link>
            )}
            <Link to="/docs" className={navigationStyle}>
              API
            </Link>
          </nav>
          {user ? (
            <UserMenu />
          ) : (
            <Link to="/sign-in" search={{ next: '/docs' }} className={buttonStyle()}>
              Sign in
            </Link>
          )}
        </div>
      </header>
      <OfflineBanner />
      <main id="content" tabIndex={-1} className="mx-auto max-w-6xl px-4 py-6 sm:px-6 sm:py-8">
        {children}
      </main>
    </SignedInUserContext>
  )
}
