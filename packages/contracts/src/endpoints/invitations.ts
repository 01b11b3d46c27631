import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { roleNames } from '../scopes.ts'
import { DeviceToken, Membership, Password, RefreshTokenIn, Session } from './auth.ts'
import { LinkToken } from './password.ts'
import { Email, Id, Instant, idOf, pageOf, pageQuery, strictObject, text, WrittenLine } from './schemas.ts'
import { Code } from './second-factor.ts'

/** Of one tenant, neither accepted nor revoked. */
export const mostInvitations = 100

const RoleName = Type.Enum(roleNames)

const Invitation = strictObject(
  {
    id: Id,
    email: Type.String(),
    role: RoleName,
    invitedBy: idOf('member who invited'),
    createdAt: Instant,
    expiresAt: Type.String({ ...Instant, description: 'When the mailed link stops working' }),
    sentAt: Type.Union([Instant, Type.Null()], { description: 'When it was mailed; null: not yet' }),
    failedAt: Type.Union([Instant, Type.Null()], { description: 'When the mail server refused the address for good' }),
  },
  { title: 'Invitation' },
)

const listInvitations = declare({
  id: 'invitations.list',
  method: 'GET',
  path: '/api/invitations',
  summary: 'List the invitations that are neither accepted nor revoked, the newest first',
  access: { scope: 'members:read' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: { query: strictObject(pageQuery) },
  responses: { 200: pageOf(Invitation, 'InvitationPage') },
})

const createInvitation = declare({
  id: 'invitations.create',
  method: 'POST',
  path: '/api/invitations',
  summary: 'Mail an invitation to join the tenant with a role. It replaces an open one for the same email.',
  access: { scope: 'members:manage' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['invitation.created', 'invitation.revoked'],
  request: { body: strictObject({ email: Email, role: RoleName }) },
  responses: { 201: Invitation },
  problems: ['insufficient-role', 'already-a-member', 'too-many-members', 'too-many-invitations'],
})

const resendInvitation = declare({
  id: 'invitations.resend',
  method: 'POST',
  path: '/api/invitations/{invitationId}/mail',
  summary: 'Replace this invitation by a new one with the same role, and mail it. The old link stops working.',
  access: { scope: 'members:manage' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['invitation.resent', 'invitation.revoked'],
  request: { params: strictObject({ invitationId: idOf('invitation') }) },
  responses: { 202: Invitation },
  problems: ['not-found', 'insufficient-role', 'already-a-member'],
})

const revokeInvitation = declare({
  id: 'invitations.revoke',
  method: 'DELETE',
  path: '/api/invitations/{invitationId}',
  summary: 'Revoke the invitation, whose link then stops working',
  access: { scope: 'members:manage' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['invitation.revoked'],
  request: { params: strictObject({ invitationId: idOf('invitation') }) },
  responses: { 204: null },
  problems: ['not-found', 'insufficient-role'],
})

const lookUpInvitation = declare({
  id: 'invitations.look-up',
  method: 'POST',
  path: '/api/invitations/look-up',
  summary: 'Show the invitation of a mailed token. The token proves the mailbox, and can still be used afterwards.',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: { none: 'it reads, by a token that no URL may contain' },
  request: { body: strictObject({ token: LinkToken }) },
  responses: {
    200: strictObject(
      {
        tenant: strictObject({ name: WrittenLine }),
        email: Type.String(),
        role: RoleName,
        hasAccount: Type.Boolean({ description: 'Whether the email has an account, whose password accepts it' }),
      },
      { title: 'InvitationOffer' },
    ),
  },
  problems: ['link-expired'],
})

const acceptInvitation = declare({
  id: 'invitations.accept',
  method: 'POST',
  path: '/api/invitations/acceptance',
  summary:
    'Join with the token of a mailed invitation, and sign in. If the email has an account, `password` is its password, and ' +
    'an account with a second factor also needs a `code`. Otherwise name and password create a new account.',
  access: 'public',
  limit: 'session',
  maxBodyBytes: 4 * 1024,
  crossOrigin: true,
  cookies: ['known_device'],
  audit: ['invitation.accepted', 'auth.sign-in'],
  request: {
    body: strictObject({
      token: LinkToken,
      name: Type.Optional(text(100)),
      password: Password,
      code: Type.Optional(Code),
      deviceToken: Type.Optional(DeviceToken),
      refreshTokenIn: RefreshTokenIn,
    }),
  },
  responses: { 200: Session },
  problems: [
    'link-expired',
    'invalid-credentials',
    'second-factor-required',
    'invalid-code',
    'too-many-members',
    'too-many-memberships',
  ],
})

const acceptSignedIn = declare({
  id: 'invitations.accept-signed-in',
  method: 'POST',
  path: '/api/invitations/acceptance/signed-in',
  summary:
    'Join with the token of a mailed invitation for the email of the signed-in user. A refresh then opens the tenant.',
  access: 'signed-in',
  limit: 'session',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['invitation.accepted'],
  request: { body: strictObject({ token: LinkToken }) },
  responses: { 200: Membership },
  problems: ['link-expired', 'wrong-account', 'too-many-members', 'too-many-memberships'],
})

export const invitationEndpoints = [
  listInvitations,
  createInvitation,
  resendInvitation,
  revokeInvitation,
  lookUpInvitation,
  acceptInvitation,
  acceptSignedIn,
] as const
