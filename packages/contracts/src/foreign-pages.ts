import type { Endpoint } from './endpoint.ts'

/**
 * Fetch Metadata (W3C) that only a page of another origin causes: an image, a form, a link, a `no-cors` fetch. Browsers set
 * these fields, and no page can change them. A request in mode `cors` is left to the list of CORS origins.
 *
 * A page of the same site counts as foreign too: tenants' frontends may share a registrable domain with the API.
 */
export const foreignPages = { sites: ['cross-site', 'same-site'], exceptMode: 'cors' } as const

/** The values that browsers send (Fetch Metadata, section 2). */
export const fetchMetadata = {
  'sec-fetch-site': ['same-origin', 'same-site', 'cross-site', 'none'],
  'sec-fetch-mode': ['cors', 'navigate', 'no-cors', 'same-origin', 'websocket'],
} as const

/** Whether the two fields say that a foreign page causes the request. */
export function isFromForeignPage(site: string | undefined, mode: string | undefined): boolean {
  return foreignPages.sites.some(foreign => foreign === site) && mode !== foreignPages.exceptMode
}

/** Whether any page may show or link to what the endpoint answers: health and documents, which are the same for everybody. */
export function isPublicDocument({ access, limit }: Pick<Endpoint, 'access' | 'limit'>): boolean {
  return access === 'public' && limit === 'system'
}
