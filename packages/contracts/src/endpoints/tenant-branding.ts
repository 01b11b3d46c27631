import { Type } from 'typebox'
import { declare } from '../endpoint.ts'
import { fileOf, strictObject, WrittenLine } from './schemas.ts'
import { Branding, LogoHash } from './tenant.ts'

export const tenantLogo = {
  /** What can be uploaded. Not SVG, which is a program. */
  uploadTypes: ['image/png', 'image/jpeg', 'image/webp'],
  /** What it is encoded as, whatever was uploaded. */
  servedType: 'image/png',
  /** Of an upload, on each side. It is compared before anything is decoded. */
  mostPixels: 2_048,
  /** Of the logo that is kept, on each side. */
  keptPixels: 256,
} as const

const managing = { access: { scope: 'tenant:manage' }, path: '/api/tenant/logo', crossOrigin: true } as const
const reading = { method: 'GET', access: 'public', limit: 'read', maxBodyBytes: 0, crossOrigin: true } as const

const setLogo = declare({
  ...managing,
  id: 'tenant.set-logo',
  method: 'POST',
  summary: 'Replace the logo. The API decodes, shrinks and encodes it again, so it stores nothing else of the file.',
  limit: 'upload',
  maxBodyBytes: 256 * 1024,
  upload: tenantLogo.uploadTypes,
  inMemory: true,
  audit: ['tenant.branding-changed'],
  request: {},
  responses: { 200: strictObject(Branding) },
  problems: ['unusable-image'],
})

const removeLogo = declare({
  ...managing,
  id: 'tenant.remove-logo',
  method: 'DELETE',
  summary: 'Remove the logo, so that pages show the default one',
  limit: 'write',
  maxBodyBytes: 0,
  audit: ['tenant.branding-changed'],
  request: {},
  responses: { 200: strictObject(Branding) },
})

const readBranding = declare({
  ...reading,
  id: 'branding.read',
  path: '/api/branding',
  summary:
    'Show the branding of a page before sign-in: that of the only tenant that has verified the CORS origin of the page, or ' +
    'the host. It is empty for all other pages.',
  request: {},
  responses: {
    200: strictObject({ name: Type.Union([WrittenLine, Type.Null()]), ...Branding }, { title: 'Branding' }),
  },
})

const readLogo = declare({
  ...reading,
  id: 'branding.logo',
  path: '/api/logos/{hash}',
  summary: 'Download a logo by its hash. The content under a hash never changes.',
  request: { params: strictObject({ hash: LogoHash }) },
  responses: { 200: fileOf('The logo', [tenantLogo.servedType]) },
  problems: ['not-found'],
})

export const brandingEndpoints = [setLogo, removeLogo, readBranding, readLogo] as const
