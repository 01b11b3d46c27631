import { credentialFormats } from '../credentials.ts'
import { declare, type Endpoint } from '../endpoint.ts'
import { NewPassword, Password, Session } from './auth.ts'
import { Email, secret, strictObject } from './schemas.ts'

const changePassword = declare({
  id: 'auth.change-password',
  method: 'POST',
  path: '/api/auth/password',
  summary: 'Change the password: every other session of the user ends, and this one gets a new access token',
  access: 'signed-in',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
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
  request: { body: strictObject({ email: Email }) },
  responses: { 202: null },
} as const satisfies Partial<Endpoint>

const requestReset = declare({
  ...mailsLink,
  id: 'auth.request-password-reset',
  path: '/api/auth/password-reset',
  summary: 'Mail a link to set a new password. The answer is the same whether or not the address has an account.',
})

const completeReset = declare({
  id: 'auth.complete-password-reset',
  method: 'POST',
  path: '/api/auth/password-reset/completion',
  summary: 'Set a new password with the token of a mailed link: every session of the user ends',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  request: { body: strictObject({ token: LinkToken, newPassword: NewPassword }) },
  responses: { 204: null },
  problems: ['link-expired'],
})

export const passwordEndpoints = [changePassword, requestReset, completeReset] as const
