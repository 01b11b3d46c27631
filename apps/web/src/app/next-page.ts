const here = 'https://here.invalid'

/** Where to go after signing in: a page of this site, and no other site that a link may name. */
export function readNext(search: Record<string, unknown>): { next?: string } {
  const { next } = search
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, here)) return {}
  const { origin, pathname, search: query, hash } = new URL(next, here)
  return origin === here && !pathname.startsWith('//') ? { next: pathname + query + hash } : {}
}
