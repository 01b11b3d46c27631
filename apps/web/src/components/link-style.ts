/** Of links in a text, and of buttons that look like them. */
export const linkStyle =
  'rounded font-semibold text-ink underline decoration-edge underline-offset-2 hover:decoration-ink'
