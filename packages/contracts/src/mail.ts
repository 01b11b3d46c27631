const hour = 60 * 60_000

/** What a mailed link is for: the page of the SPA that it opens, and how long it works. */
export const mailedLinks = {
  'password-reset': { page: '/reset-password', lifetimeMs: hour },
} as const satisfies Record<string, { page: `/${string}`; lifetimeMs: number }>

export type LinkPurpose = keyof typeof mailedLinks

/** The token stands in the fragment, which browsers send to no server. */
export function mailedLink(publicOrigin: string, purpose: LinkPurpose, token: string): string {
  return `${publicOrigin}${mailedLinks[purpose].page}#token=${token}`
}
