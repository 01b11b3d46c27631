import type { AnyRouter } from '@tanstack/react-router'

/**
 * Moves the focus to the heading after a change of page, so that screen readers announce the page. Back on a list, moves it to
 * the link of the page that the user comes from, so that the keyboard continues there. The router restores the scroll position.
 */
export function focusOnNavigation(router: AnyRouter) {
  return router.subscribe('onRendered', ({ fromLocation, toLocation, pathChanged }) => {
    if (!fromLocation || !pathChanged) return
    const origin = document.querySelector<HTMLElement>(`main table a[href=${JSON.stringify(fromLocation.pathname)}]`)
    const linked = document.getElementById(toLocation.hash)
    const target = origin ?? linked ?? document.querySelector<HTMLElement>('h1')
    target?.focus({ preventScroll: true })
  })
}
