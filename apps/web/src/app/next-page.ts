const here = 'https://here.invalid'

/** The page to open after sign-in. It must be on this site, because a link can contain any address. */
export function readNext(search: Record<string, unknown>): { next?: string } {
  const { next } = search
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, here)) return {}
  const { origin, pathname, search: query, hash } = new URL(next, here)
  return origin === here && !pathname.startsWith('//') ? { next: pathname + query + hash } : {}
}
