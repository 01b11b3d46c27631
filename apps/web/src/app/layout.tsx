import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { buttonStyle } from '../components/button.tsx'
import { PalisadeMark } from '../components/palisade-mark.tsx'
import { SkipLink } from '../components/skip-link.tsx'
import { useSessionState } from '../features/session/session-context.ts'
import { UserMenu } from '../features/session/user-menu.tsx'
import { SignedInUserContext } from '../lib/signed-in-user.ts'
import { MainNavigation, NavigationButton, useNavigationMenu } from './main-navigation.tsx'
import { entriesFor } from './navigation.ts'
import { OfflineBanner } from './offline-banner.tsx'

/** The header, the navigation and the frame of every page but those to sign in and sign up. */
export function Layout({ children }: { children: ReactNode }) {
  const state = useSessionState()
  const user = state.status === 'signed-in' ? state.user : undefined
  const menu = useNavigationMenu()
  return (
    <SignedInUserContext value={user}>
      <SkipLink />
      <header className="sticky top-0 z-10 border-b border-line bg-surface">
        <div className="mx-auto flex h-16 max-w-7xl items-center gap-2 px-4 sm:px-6">
          <Link
            to="/orders"
            className="mr-auto flex items-center gap-2.5 rounded font-bold"
            aria-label="Palisade, home"
          >
            <PalisadeMark className="size-6 text-accent" />
            <span className="hidden sm:inline">Palisade</span>
          </Link>
          {user ? (
            <UserMenu />
          ) : (
            <Link to="/sign-in" search={{ next: '/docs' }} className={buttonStyle()}>
              Sign in
            </Link>
          )}
          <NavigationButton menu={menu} />
        </div>
      </header>
      <OfflineBanner />
      <div className="mx-auto max-w-7xl lg:grid lg:grid-cols-[11rem_minmax(0,1fr)] lg:gap-8 lg:px-6">
        <MainNavigation entries={entriesFor(user)} menu={menu} />
        <main id="content" tabIndex={-1} className="px-4 py-6 sm:px-6 sm:py-8 lg:px-0">
          {children}
        </main>
      </div>
    </SignedInUserContext>
  )
}
