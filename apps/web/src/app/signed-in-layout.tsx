import { Link, Outlet } from '@tanstack/react-router'
import { PalisadeMark } from '../components/palisade-mark.tsx'
import { SkipLink } from '../components/skip-link.tsx'
import { useSessionState } from '../features/session/session-context.ts'
import { UserMenu } from '../features/session/user-menu.tsx'
import { apiOrigin } from '../lib/api-origin.ts'
import { SignedInUserContext } from '../lib/signed-in-user.ts'
import { OfflineBanner } from './offline-banner.tsx'

const navigationStyle =
  'rounded-control px-3 py-2 text-sm font-medium text-ink-soft hover:bg-sunken hover:text-ink aria-[current=page]:text-ink'

export function SignedInLayout() {
  const state = useSessionState()
  if (state.status !== 'signed-in') return null
  return (
    <SignedInUserContext value={state.user}>
      <SkipLink />
      <header className="sticky top-0 z-10 border-b border-line bg-surface">
        <div className="mx-auto flex h-16 max-w-6xl items-center gap-2 px-4 sm:gap-6 sm:px-6">
          <Link to="/orders" className="flex items-center gap-2.5 rounded font-bold" aria-label="Palisade, home">
            <PalisadeMark className="size-6 text-accent" />
            <span className="hidden sm:inline">Palisade</span>
          </Link>
          <nav aria-label="Main" className="flex flex-1 items-center gap-1">
            <Link to="/orders" className={navigationStyle}>
              Orders
            </Link>
            <a href={`${apiOrigin}/docs`} className={navigationStyle}>
              API
            </a>
          </nav>
          <UserMenu />
        </div>
      </header>
      <OfflineBanner />
      <main id="content" tabIndex={-1} className="mx-auto max-w-6xl px-4 py-6 sm:px-6 sm:py-8">
        <Outlet />
      </main>
    </SignedInUserContext>
  )
}
