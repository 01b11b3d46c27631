import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useCallback, useState } from 'react'
import { buttonStyle } from '../components/button.tsx'
import { Logo } from '../components/logo.tsx'
import { SkipLink } from '../components/skip-link.tsx'
import { useActing } from '../features/operator/operator-context.ts'
import { LanguageChoice } from '../features/session/language-choice.tsx'
import { useSessionState } from '../features/session/session-context.ts'
import { UserMenu } from '../features/session/user-menu.tsx'
import { SignedInUserContext } from '../lib/signed-in-user.ts'
import { ActingBanner } from './acting-banner.tsx'
import { DeletionBanner } from './deletion-banner.tsx'
import { MainNavigation, NavigationButton, useNavigationMenu } from './main-navigation.tsx'
import { entriesFor } from './navigation.ts'
import { OfflineBanner } from './offline-banner.tsx'
import { ShortcutHelp } from './shortcuts/shortcut-help.tsx'

/** The header, the navigation and the frame of every page but those to sign in and sign up. */
export function Layout({ children }: { children: ReactNode }) {
  const state = useSessionState()
  const user = state.status === 'signed-in' ? state.user : undefined
  const acting = useActing()
  const menu = useNavigationMenu()
  const [isHelpOpen, setHelpOpen] = useState(false)
  const openHelp = useCallback(() => setHelpOpen(true), [])
  return (
    <SignedInUserContext value={user}>
      <SkipLink />
      <header className="print:hidden sticky top-0 z-10 border-b border-line bg-surface">
        <div className="mx-auto flex h-16 max-w-7xl items-center gap-2 px-4 sm:px-6">
          <Link
            to="/orders"
            className="mr-auto flex items-center gap-2.5 rounded font-bold"
            aria-label={t`Palisade, home`}
          >
            <Logo className="size-6 text-accent" />
            <span className="hidden sm:inline">Palisade</span>
          </Link>
          {acting ? null : user ? (
            <UserMenu onShowShortcuts={openHelp} />
          ) : (
            <Link to="/sign-in" search={{ next: '/docs' }} className={buttonStyle()}>
              <Trans>Sign in</Trans>
            </Link>
          )}
          <NavigationButton menu={menu} />
        </div>
      </header>
      {user && <ShortcutHelp isOpen={isHelpOpen} onOpen={openHelp} onClose={() => setHelpOpen(false)} />}
      {acting && <ActingBanner key={acting.id} acting={acting} />}
      <OfflineBanner />
      {user?.tenant.eraseAfter && <DeletionBanner user={user} eraseAfter={user.tenant.eraseAfter} />}
      <div className="mx-auto max-w-7xl lg:grid lg:grid-cols-[11rem_minmax(0,1fr)] lg:gap-8 lg:px-6">
        <MainNavigation entries={entriesFor(user, { isActing: acting !== undefined })} menu={menu} />
        <main id="content" tabIndex={-1} className="px-4 py-6 sm:px-6 sm:py-8 lg:px-0">
          {children}
          {!user && (
            <div className="mt-10">
              <LanguageChoice />
            </div>
          )}
        </main>
      </div>
    </SignedInUserContext>
  )
}
