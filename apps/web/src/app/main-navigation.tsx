import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import type { NavigationEntry } from './navigation.ts'

const linkStyle =
  'block rounded-control px-3 py-2 text-sm font-medium text-ink-soft hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink'

const navigationId = 'main-navigation'

/** Whether the navigation of a small screen is open. It closes when the page changes, and with Escape. */
export function useNavigationMenu() {
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const path = useRouterState({ select: ({ location }) => location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => setOpen(false), [path])
  useEffect(() => {
    if (!isOpen) return
    const closeOnEscape = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    document.addEventListener('keydown', closeOnEscape)
    return () => document.removeEventListener('keydown', closeOnEscape)
  }, [isOpen])
  return { isOpen, button, toggle: () => setOpen(open => !open), close: () => setOpen(false) }
}

type Menu = ReturnType<typeof useNavigationMenu>

/** Opens and closes the navigation where it has no room at the side. */
export function NavigationButton({ menu }: { menu: Menu }) {
  return (
    <Button
      ref={menu.button}
      aria-expanded={menu.isOpen}
      aria-controls={navigationId}
      onPress={menu.toggle}
      className="rounded-control border border-edge px-3 py-2 text-sm font-semibold hover:bg-sunken lg:hidden"
    >
      <Trans>Menu</Trans>
    </Button>
  )
}

/** A side bar on wide screens; on small ones a list under the header, shown while the menu is open. */
export function MainNavigation({ entries, menu }: { entries: readonly NavigationEntry[]; menu: Menu }) {
  return (
    <nav
      id={navigationId}
      aria-label={t`Main`}
      className={`${menu.isOpen ? 'block' : 'hidden'} print:hidden! border-b border-line bg-surface px-4 py-3 lg:sticky lg:top-16 lg:block lg:self-start lg:border-0 lg:bg-transparent lg:px-0 lg:py-8`}
    >
      <ul className="flex flex-col gap-0.5">
        {entries.map(({ to, label }) => (
          <li key={to}>
            <Link to={to} className={linkStyle} onClick={menu.close}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
