import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { Id, Instant, strictObject, WrittenLine } from './schemas.ts'

/** For how long an owner can allow support access at once. */
export const supportAccessHours = { shortest: 1, longest: 24 } as const

/** Those that the tenant is shown. */
export const shownImpersonations = 20

const SupportAccess = strictObject(
  {
    allowed: Type.Union([strictObject({ id: Id, since: Instant, until: Instant, allowedBy: Id }), Type.Null()]),
    impersonations: Type.Array(
      strictObject(
        {
          id: Id,
          operatorId: Id,
          reason: WrittenLine,
          startedAt: Instant,
          endedAt: Type.Union([Instant, Type.Null()]),
        },
        { title: 'ShownImpersonation' },
      ),
      { maxItems: shownImpersonations, description: 'When operators acted in the tenant and why, the latest first' },
    ),
  },
  { title: 'SupportAccess' },
)

const readSupportAccess = declare({
  id: 'support-access.read',
  method: 'GET',
  path: '/api/support-access',
  summary: 'Show whether operators of the platform may act in the tenant, and when they did',
  access: { scope: 'tenant:manage' },
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: { 200: SupportAccess },
})

const allowSupportAccess = declare({
  id: 'support-access.allow',
  method: 'POST',
  path: '/api/support-access',
  summary: 'Allow operators of the platform to act for the caller for some hours. This replaces an earlier permission.',
  access: { scope: 'tenant:own' },
  limit: 'write',
  maxBodyBytes: 1024,
  crossOrigin: true,
  audit: ['support-access.allowed', 'support-access.ended'],
  request: {
    body: strictObject({
      forHours: Type.Integer({ minimum: supportAccessHours.shortest, maximum: supportAccessHours.longest }),
    }),
  },
  responses: { 201: SupportAccess },
})

const endSupportAccess = declare({
  id: 'support-access.end',
  method: 'DELETE',
  path: '/api/support-access',
  summary: 'End support access, also of operators who act in the tenant now',
  access: { scope: 'tenant:own' },
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['support-access.ended'],
  request: {},
  responses: { 204: null },
})

export const supportAccessEndpoints = [readSupportAccess, allowSupportAccess, endSupportAccess] as const
