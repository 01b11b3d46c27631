import Type from 'typebox'
import { declare } from '../endpoint.ts'
import { Membership, NewPassword, RefreshTokenIn, Session } from './auth.ts'
import { LinkToken, mailsLink } from './password.ts'
import { strictObject, text } from './schemas.ts'

const NewTenant = strictObject({
  slug: Type.String({ pattern: '^[a-z][a-z0-9\\-]{1,30}[a-z0-9]$', examples: ['acme'] }),
  name: text(100),
})

const signUp = declare({
  ...mailsLink,
  id: 'auth.sign-up',
  path: '/api/auth/sign-up',
  summary: 'Mail a link to create an account. The answer is the same whether or not the address has an account.',
})

const completeSignUp = declare({
  id: 'auth.complete-sign-up',
  method: 'POST',
  path: '/api/auth/sign-up/completion',
  summary: 'Create a tenant with its owner with the token of a mailed link, and sign the owner in',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  request: {
    body: strictObject({
      token: LinkToken,
      tenant: NewTenant,
      name: text(100),
      password: NewPassword,
      refreshTokenIn: RefreshTokenIn,
    }),
  },
  responses: { 201: Session },
  problems: ['link-expired', 'tenant-taken'],
})

const createTenant = declare({
  id: 'auth.create-tenant',
  method: 'POST',
  path: '/api/tenants',
  summary: 'Create another tenant, which the signed-in user owns',
  access: 'signed-in',
  limit: 'session',
  maxBodyBytes: 1024,
  crossOrigin: true,
  request: { body: NewTenant },
  responses: { 201: Membership },
  problems: ['tenant-taken', 'too-many-memberships'],
})

export const registrationEndpoints = [signUp, completeSignUp, createTenant] as const
