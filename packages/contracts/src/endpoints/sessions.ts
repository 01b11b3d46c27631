import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { Id, Instant, idOf, strictObject, WrittenLine } from './schemas.ts'

/** How many sessions a user can have. The next one ends the one that was used longest ago. */
export const mostSessions = 100

const SessionEntry = strictObject(
  {
    id: Id,
    createdAt: Instant,
    lastUsedAt: Type.String({ ...Instant, description: 'When its refresh token was last exchanged' }),
    userAgent: WrittenLine,
    current: Type.Boolean({ description: 'Whether the request belongs to this session' }),
  },
  { title: 'SessionEntry' },
)

const listSessions = declare({
  id: 'sessions.list',
  method: 'GET',
  path: '/api/auth/sessions',
  summary: 'List the open sessions of the signed-in user, the latest first',
  access: 'signed-in',
  limit: 'read',
  maxBodyBytes: 0,
  crossOrigin: true,
  request: {},
  responses: { 200: strictObject({ items: Type.Array(SessionEntry, { maxItems: mostSessions }) }) },
})

const endSession = declare({
  id: 'sessions.end',
  method: 'DELETE',
  path: '/api/auth/sessions/{sessionId}',
  summary: 'End one session: its refresh token and its access tokens stop working',
  access: 'signed-in',
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['session.ended'],
  request: { params: strictObject({ sessionId: idOf('session') }) },
  responses: { 204: null },
  problems: ['not-found'],
})

const endAllSessions = declare({
  id: 'sessions.end-all',
  method: 'DELETE',
  path: '/api/auth/sessions',
  summary: 'End all sessions of the signed-in user, including this one',
  access: 'signed-in',
  limit: 'write',
  maxBodyBytes: 0,
  crossOrigin: true,
  audit: ['session.all-ended'],
  request: {},
  responses: { 204: null },
})

export const sessionEndpoints = [listSessions, endSession, endAllSessions] as const
