import type { AnyRouter } from '@tanstack/react-router'

/**
 * After a change of page the focus goes to its heading, so that a screen reader says where one is. Back on a list, it goes
 * to the link of the page that one comes from, so that the keyboard goes on there. The router restores the scroll position.
 */
export function focusOnNavigation(router: AnyRouter) {
  return router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
    if (!fromLocation || !pathChanged) return
    const origin = document.querySelector<HTMLElement>(`main table a[href=${JSON.stringify(fromLocation.pathname)}]`)
    const target = origin ?? document.querySelector<HTMLElement>('h1')
    target?.focus({ preventScroll: true })
  })
}
