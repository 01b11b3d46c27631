import { Type } from 'typebox'
import { declare, type Endpoint } from '../endpoint.ts'
import { recordOf, strictObject } from './schemas.ts'

const system = {
  method: 'GET',
  access: 'public',
  limit: 'system',
  maxBodyBytes: 0,
  request: {},
} as const satisfies Partial<Endpoint>

const live = declare({
  ...system,
  id: 'system.live',
  path: '/livez',
  summary: 'Check that the process answers',
  crossOrigin: false,
  responses: { 200: strictObject({ status: Type.Literal('live') }) },
})

const ready = declare({
  ...system,
  id: 'system.ready',
  path: '/readyz',
  summary: 'Check that the API can serve requests: the database answers',
  crossOrigin: false,
  responses: { 200: strictObject({ status: Type.Literal('ready') }) },
})

const keys = declare({
  ...system,
  id: 'system.keys',
  path: '/.well-known/jwks.json',
  summary: 'List the public keys that verify access tokens (RFC 7517)',
  crossOrigin: true,
  responses: { 200: strictObject({ keys: Type.Array(recordOf(Type.Unknown())) }) },
})

const openApi = declare({
  ...system,
  id: 'system.openapi',
  path: '/api/openapi.json',
  summary: 'Describe this API as an OpenAPI 3.1 document',
  crossOrigin: true,
  responses: { 200: recordOf(Type.Unknown()) },
})

export const systemEndpoints = [live, ready, keys, openApi] as const
