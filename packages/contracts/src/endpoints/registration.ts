import { declare } from '../endpoint.ts'
import { Membership, NewPassword, RefreshTokenIn, Session } from './auth.ts'
import { LinkToken, mailsLink } from './password.ts'
import { strictObject, text } from './schemas.ts'
import { Slug, TenantName } from './tenant.ts'

const NewTenant = strictObject({ slug: Slug, name: TenantName })

const signUp = declare({
  ...mailsLink,
  id: 'auth.sign-up',
  path: '/api/auth/sign-up',
  summary: 'Mail a link to create an account. The response does not reveal whether the address has one.',
})

const completeSignUp = declare({
  id: 'auth.complete-sign-up',
  method: 'POST',
  path: '/api/auth/sign-up/completion',
  summary: 'Create a tenant and its owner with the token of a mailed link, and sign the owner in',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  audit: ['auth.sign-up', 'auth.sign-in'],
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
  audit: ['tenant.created'],
  request: { body: NewTenant },
  responses: { 201: Membership },
  problems: ['tenant-taken', 'too-many-memberships'],
})

export const registrationEndpoints = [signUp, completeSignUp, createTenant] as const
