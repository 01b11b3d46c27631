import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { roleNames } from '../scopes.ts'
import { Id, Instant, idOf, pageOf, pageQuery, strictObject, WrittenLine } from './schemas.ts'

const RoleName = Type.Enum(roleNames)

const Member = strictObject(
  {
    id: Id,
    email: Type.String(),
    name: WrittenLine,
    role: RoleName,
    disabled: Type.Boolean({ description: 'A disabled member cannot sign in, and has no session and no API key' }),
    createdAt: Instant,
  },
  { title: 'Member' },
)

const listMembers = declare({
  id: 'members.list',
  method: 'GET',
  path: '/api/members',
  summary: 'List the members of the tenant, in the order in which they joined',
  access: { scope: 'members:read' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {
    query: strictObject(pageQuery),
  },
  responses: { 200: pageOf(Member, 'MemberPage') },
})

const changeMember = declare({
  id: 'members.change',
  method: 'PATCH',
  path: '/api/members/{memberId}',
  summary: 'Change a role, or disable a member; access tokens with the old role stop working at once',
  access: { scope: 'members:manage' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['member.changed', 'invitation.revoked', 'api-key.revoked'],
  request: {
    params: strictObject({ memberId: idOf('member') }),
    body: Type.Object(
      { role: Type.Optional(RoleName), disabled: Type.Optional(Type.Boolean()) },
      { additionalProperties: false, minProperties: 1 },
    ),
  },
  responses: { 200: Member },
  problems: ['not-found', 'insufficient-role', 'last-owner'],
})

const removeMember = declare({
  id: 'members.remove',
  method: 'DELETE',
  path: '/api/members/{memberId}',
  summary: 'Remove a member. Tokens, sessions and API keys stop working in this tenant; orders and their history stay.',
  access: { scope: 'members:manage' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['member.removed', 'invitation.revoked', 'api-key.revoked'],
  request: { params: strictObject({ memberId: idOf('member') }) },
  responses: { 204: null },
  problems: ['not-found', 'insufficient-role', 'last-owner'],
})

const transferOwnership = declare({
  id: 'members.transfer-ownership',
  method: 'POST',
  path: '/api/members/{memberId}/ownership',
  summary: 'Make a member an owner and become an admin, in one step; access tokens of both stop working',
  access: { scope: 'tenant:own' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['ownership.transferred', 'invitation.revoked'],
  request: { params: strictObject({ memberId: idOf('member') }) },
  responses: { 200: Member },
  problems: ['not-found', 'member-disabled', 'last-owner'],
})

const leave = declare({
  id: 'members.leave',
  method: 'DELETE',
  path: '/api/auth/memberships/current',
  summary: 'Leave the tenant of the access token. The session continues in the other tenants of the user.',
  access: 'signed-in',
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['member.left', 'invitation.revoked', 'api-key.revoked'],
  request: {},
  responses: { 204: null },
  problems: ['last-owner'],
})

export const memberEndpoints = [listMembers, changeMember, removeMember, transferOwnership, leave] as const
