/** Where the API is, as the server that sent the page has written into it; empty where it is the page's own origin. */
export const apiOrigin = document.querySelector<HTMLMetaElement>('meta[name="api-origin"]')?.content ?? ''
