const hour = 60 * 60_000

/** The purposes of mailed links, each with the page of the SPA that it opens, and how long it works. */
export const mailedLinks = {
  'sign-up': { page: '/sign-up/complete', lifetimeMs: 24 * hour },
  'password-reset': { page: '/reset-password', lifetimeMs: hour },
  /** To the new address. */
  'email-change': { page: '/confirm-email', lifetimeMs: hour },
  /** To the earlier address, once the email has changed. */
  'email-undo': { page: '/restore-email', lifetimeMs: 72 * hour },
} as const satisfies Record<string, { page: `/${string}`; lifetimeMs: number }>

export type LinkPurpose = keyof typeof mailedLinks

/** The page of the SPA where an owner exports, deletes or keeps the tenant. */
export const dataSettingsPage = '/settings/data'

/** The page of the SPA where a user requests a link to set a new password. */
export const forgotPasswordPage = '/forgot-password'

export function mailedLink(publicOrigin: string, purpose: LinkPurpose, token: string): string {
  return linkTo(publicOrigin, mailedLinks[purpose].page, token)
}

/** Unlike other mailed links, an invitation belongs to a tenant. */
export const invitationLink = { page: '/accept-invitation', lifetimeMs: 7 * 24 * hour } as const

export function mailedInvitation(publicOrigin: string, token: string): string {
  return linkTo(publicOrigin, invitationLink.page, token)
}

/** The token is in the fragment, which browsers send to no server. */
function linkTo(publicOrigin: string, page: string, token: string): string {
  return `${publicOrigin}${page}#token=${token}`
}
