import { declare } from '../endpoint.ts'
import { NewPassword, Password, Session } from './auth.ts'
import { LinkToken } from './password.ts'
import { Email, strictObject } from './schemas.ts'

const requestEmailChange = declare({
  id: 'auth.request-email-change',
  method: 'POST',
  path: '/api/auth/email',
  summary:
    'Mail a link to a new address. The email does not change before the user opens the link. The response does not reveal ' +
    'whether the address has an account.',
  access: 'signed-in',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  audit: { none: 'nothing changes before the mailed link is used' },
  request: { body: strictObject({ newEmail: Email, password: Password }) },
  responses: { 202: null },
  problems: ['invalid-credentials', 'stronger-sign-in-required'],
})

const completeEmailChange = declare({
  id: 'auth.complete-email-change',
  method: 'POST',
  path: '/api/auth/email/completion',
  summary:
    'Change the email with the token of a mailed link, in a session of the user who requested it. Every other session of the ' +
    'user ends, and the earlier address gets a link to undo the change.',
  access: 'signed-in',
  limit: 'session',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['auth.email-changed', 'invitation.revoked'],
  request: { body: strictObject({ token: LinkToken }) },
  responses: { 200: Session },
  problems: ['link-expired', 'wrong-account'],
})

const undoEmailChange = declare({
  id: 'auth.undo-email-change',
  method: 'POST',
  path: '/api/auth/email/undo',
  summary: 'Restore the earlier email with the token of a mailed link, and set a new password. Every session ends.',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  audit: ['auth.email-restored'],
  request: { body: strictObject({ token: LinkToken, newPassword: NewPassword }) },
  responses: { 204: null },
  problems: ['link-expired'],
})

export const emailChangeEndpoints = [requestEmailChange, completeEmailChange, undoEmailChange] as const
