import { invitationLink, mailedLinks } from '@palisade/contracts'
import type { Page } from 'playwright-core'
import type { FullTenant } from '../support/full-tenant.ts'
import { goTo, type Shot } from './page-list.ts'

/** Opens the link of a mail. The browser would not load a page again whose address differs in its token alone. */
const openLink = (path: string, token: string) => async (page: Page) => {
  await page.goto('about:blank')
  await goTo(page, `${path}#token=${token}`)
}

/** The pages of a job that has run, and of a link that was mailed to the owner. */
export const pagesOfTenant = ({ importId, reportId, emailChangeToken }: FullTenant): readonly Shot[] => [
  {
    name: 'import',
    route: '/orders/imports/$importId',
    as: 'owner',
    open: page => goTo(page, `/orders/imports/${importId}`),
  },
  { name: 'report', route: '/reports/$reportId', as: 'owner', open: page => goTo(page, `/reports/${reportId}`) },
  {
    name: 'confirm-email',
    route: mailedLinks['email-change'].page,
    as: 'owner',
    open: openLink(mailedLinks['email-change'].page, emailChangeToken),
  },
]

export type MailedTokens = Record<'passwordReset' | 'invitation' | 'emailUndo', string>

/** The pages of links that were mailed to somebody who is not signed in. */
export const pagesOfLinks = ({ passwordReset, invitation, emailUndo }: MailedTokens): readonly Shot[] => [
  {
    name: 'reset-password',
    route: mailedLinks['password-reset'].page,
    as: 'visitor',
    open: openLink(mailedLinks['password-reset'].page, passwordReset),
  },
  {
    name: 'accept-invitation',
    route: invitationLink.page,
    as: 'visitor',
    open: openLink(invitationLink.page, invitation),
  },
  {
    name: 'restore-email',
    route: mailedLinks['email-undo'].page,
    as: 'visitor',
    open: openLink(mailedLinks['email-undo'].page, emailUndo),
  },
]
