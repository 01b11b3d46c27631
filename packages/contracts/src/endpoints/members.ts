import Type from 'typebox'
import { declare } from '../endpoint.ts'
import { type Role, roles } from '../scopes.ts'
import { Id, Instant, idOf, pageOf, pageQuery, strictObject, WrittenLine } from './schemas.ts'

const RoleName = Type.Enum(Object.keys(roles) as Role[])

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
  summary: 'Who belongs to the tenant, in the order in which they joined',
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

export const memberEndpoints = [listMembers, changeMember] as const
