import { Type } from 'typebox'
import { credentialFormats } from '../credentials.ts'
import { declare, type Endpoint } from '../endpoint.ts'
import { type LinkPurpose, mailedLinks } from '../link-pages.ts'
import { NewPassword, Password, Session } from './auth.ts'
import { Email, secret, strictObject } from './schemas.ts'

const changePassword = declare({
  id: 'auth.change-password',
  method: 'POST',
  path: '/api/auth/password',
  summary: 'Change the password. Every other session of the user ends, and this one gets a new access token.',
  access: 'signed-in',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  audit: ['auth.password-changed'],
  request: { body: strictObject({ password: Password, newPassword: NewPassword }) },
  responses: { 200: Session },
  problems: ['invalid-credentials', 'stronger-sign-in-required'],
})

/** The token in the link of a mail. */
export const LinkToken = secret({
  pattern: `^${credentialFormats.linkToken}$`,
  description: 'What follows `#token=` in the mailed link. It works once.',
  examples: ['l'.repeat(43)],
})

/** An endpoint that mails a link. It answers the same whether or not the address has an account. */
export const mailsLink = {
  method: 'POST',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: { none: 'anybody can request the mail, and it changes nothing' },
  request: { body: strictObject({ email: Email }) },
  responses: { 202: null },
} as const satisfies Partial<Endpoint>

const lookUpLink = declare({
  id: 'auth.look-up-link',
  method: 'POST',
  path: '/api/auth/links/look-up',
  summary:
    'Show the email that a mailed link was sent to, for the page of the link. The link can still be used afterwards.',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: { none: 'it reads, by a token that no URL may contain' },
  request: {
    body: strictObject({ purpose: Type.Enum(Object.keys(mailedLinks) as LinkPurpose[]), token: LinkToken }),
  },
  responses: { 200: strictObject({ email: Type.String() }, { title: 'LinkOwner' }) },
  problems: ['link-expired'],
})

const requestReset = declare({
  ...mailsLink,
  id: 'auth.request-password-reset',
  path: '/api/auth/password-reset',
  summary: 'Mail a link to set a new password. The response does not reveal whether the address has an account.',
})

const completeReset = declare({
  id: 'auth.complete-password-reset',
  method: 'POST',
  path: '/api/auth/password-reset/completion',
  summary: 'Set a new password with the token of a mailed link. Every session of the user ends.',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  audit: ['auth.password-reset'],
  request: { body: strictObject({ token: LinkToken, newPassword: NewPassword }) },
  responses: { 204: null },
  problems: ['link-expired'],
})

export const passwordEndpoints = [changePassword, lookUpLink, requestReset, completeReset] as const
