import type { AnyRouter } from '@tanstack/react-router'

/** After a change of page the focus goes to its heading, so that a screen reader says where one has come. */
export function focusHeadingOnNavigation(router: AnyRouter) {
  return router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
    if (fromLocation && pathChanged) document.querySelector('h1')?.focus()
  })
}
