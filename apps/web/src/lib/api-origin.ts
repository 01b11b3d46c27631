/** The origin of the API; empty if it is the page's own. The web server writes it into the page. */
export const apiOrigin = document.querySelector<HTMLMetaElement>('meta[name="api-origin"]')?.content ?? ''
