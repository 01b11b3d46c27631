import { Trans } from '@lingui/react/macro'
/** Lets the keyboard pass over the header; in sight only while it has the focus. */
export function SkipLink() {
  return (
    <a
      href="#content"
      className="fixed top-2 left-2 z-30 -translate-y-20 rounded-control bg-accent px-4 py-2 font-semibold text-on-accent focus:translate-y-0"
    >
      <Trans>Skip to content</Trans>
    </a>
  )
}
