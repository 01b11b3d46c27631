/** The origin of the API, as the server that sent the page has written it there; empty for the page's own. */
export function readApiOrigin(page: Pick<Document, 'querySelector'>): string {
  return page.querySelector<HTMLMetaElement>('meta[name="api-origin"]')?.content ?? ''
}
