import type { AnyRouter, RouteComponent } from '@tanstack/react-router'
import { createElement } from 'react'
import { useLanguage } from '../lib/language.ts'

/**
 * Renders the pages again when the language changes, with what was typed in them: texts are looked up while a component
 * renders, and the router renders a page only when its address changes.
 */
export function followLanguage(router: AnyRouter): void {
  for (const { options } of Object.values(router.routesById)) {
    if (options.component) options.component = inLanguage(options.component)
    if (options.notFoundComponent) options.notFoundComponent = inLanguage(options.notFoundComponent)
  }
}

function inLanguage(Page: RouteComponent): RouteComponent {
  // Without a key, which would mount the page again and lose what is typed.
  const Translated = (props: object) => {
    useLanguage()
    return createElement(Page, props)
  }
  return Object.assign(Translated, Page.preload && { preload: Page.preload })
}
