import { declare } from '../endpoint.ts'
import { Instant, strictObject } from './schemas.ts'
import { Slug } from './tenant.ts'

const day = 86_400_000

export const tenantDeletion = {
  /** How long a tenant is closed before it is erased. Until then an owner can keep it. */
  waitMs: 7 * day,
  /** How long nobody can take the slug of an erased tenant. */
  slugReservedMs: 90 * day,
  /** How long backups may contain an erased tenant. */
  backupsKeptMs: 35 * day,
} as const

const deletion = {
  path: '/api/tenant/deletion',
  access: { scope: 'tenant:own' },
  limit: 'write',
  crossOrigin: true,
} as const

const requestDeletion = declare({
  ...deletion,
  id: 'tenant.request-deletion',
  method: 'POST',
  summary: `Close the tenant, and erase it in ${tenantDeletion.waitMs / day} days, and from backups in ${tenantDeletion.backupsKeptMs / day} more; all owners get a mail`,
  maxBodyBytes: 1024,
  audit: ['tenant.deletion-requested'],
  request: { body: strictObject({ slug: Slug }) },
  responses: { 202: strictObject({ eraseAfter: Instant }) },
})

const cancelDeletion = declare({
  ...deletion,
  id: 'tenant.cancel-deletion',
  method: 'DELETE',
  summary: 'Cancel the deletion, and open the tenant again',
  maxBodyBytes: 0,
  whileDeleting: true,
  audit: ['tenant.deletion-cancelled'],
  request: {},
  responses: { 204: null },
  problems: ['not-being-deleted'],
})

export const tenantDeletionEndpoints = [requestDeletion, cancelDeletion] as const
