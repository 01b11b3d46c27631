import { declare } from '../endpoint.ts'
import { NewPassword, Password, Session } from './auth.ts'
import { strictObject } from './schemas.ts'

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

export const passwordEndpoints = [changePassword] as const
