import { randomUUIDv7 } from 'node:crypto'
import {
  apiKeyFormat,
  describeFault,
  mostKeysOfAccount,
  type ResponseOf,
  type Role,
  type Scope,
  scopesOf,
} from '@palisade/contracts'
import type { TenantDb } from '@palisade/db'
import { createApiKey } from '@palisade/security/credentials'
import { requireGrantable } from '../../http/access-problems.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { requireRoom } from '../../http/plan-maxima.ts'
import { ProblemError, refuseField } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'
import {
  type ApiKeyRow,
  countApiKeys,
  expireApiKey,
  findApiKey,
  insertApiKey,
  listApiKeys,
  revokeApiKey,
} from './api-key-store.ts'
import { findServiceAccount } from './service-account-store.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

export function apiKeyHandlers(): Handlers<EndpointsOf<'api-keys'>> {
  return {
    'api-keys.create': async request => {
      const { expiresInDays, serviceAccountId = null, ...body } = request.body
      const { caller } = request
      requireGrantable(caller, body.scopes)
      const { key, created } = await request.inTenant(async tx => {
        if (serviceAccountId !== null) await requireScopesOf(tx, serviceAccountId, body.scopes)
        await tx.lockCount('apiKey')
        await requireRoomForKey(tx, serviceAccountId)
        const made = await insertNew(tx, { ...body, serviceAccountId, createdBy: caller.memberId, expiresInDays })
        const actsFor = serviceAccountId ?? caller.memberId
        audit(request, tx, 'api-key.created', { object: made.created.id, scopes: body.scopes, actsFor })
        return made
      })
      return { ...describeApiKey(created), key }
    },

    'api-keys.list': async request => {
      const keys = await request.readInTenant(listApiKeys)
      return { items: keys.map(describeApiKey) }
    },

    'api-keys.roll': async request => {
      const { keyId } = request.params
      const { expiresInDays, overlapHours } = request.body
      const { caller } = request
      const { key, created } = await request.inTenant(async tx => {
        // The second of two concurrent rolls sees the result of the first.
        await tx.lockCount('apiKey')
        const old = await findApiKey(tx, keyId)
        if (!old) throw new ProblemError('not-found')
        const { name, scopes, serviceAccountId } = old
        // The successor of somebody else's key would act for somebody else.
        if (serviceAccountId === null && old.createdBy !== caller.memberId) throw new ProblemError('insufficient-role')
        requireGrantable(caller, scopes)
        if (overlapHours === 0) await revokeApiKey(tx, keyId)
        else await expireApiKey(tx, keyId, new Date(Date.now() + overlapHours * hourMs))
        await requireRoomForKey(tx, serviceAccountId)
        const made = await insertNew(tx, { name, scopes, serviceAccountId, createdBy: caller.memberId, expiresInDays })
        audit(request, tx, 'api-key.rolled', { object: keyId, successor: made.created.id })
        return made
      })
      return { ...describeApiKey(created), key }
    },

    'api-keys.revoke': async request => {
      const { keyId } = request.params
      await request.inTenant(async tx => {
        if (!(await revokeApiKey(tx, keyId))) throw new ProblemError('not-found')
        audit(request, tx, 'api-key.revoked', { object: keyId, reason: 'revoked' })
      })
    },
  }
}

/** A key of a service account can do no more than the account. */
async function requireScopesOf(tx: TenantDb, serviceAccountId: string, scopes: readonly string[]): Promise<void> {
  const account = await findServiceAccount(tx, serviceAccountId)
  if (!account) throw new ProblemError('not-found')
  if (scopes.every(scope => account.scopes.includes(scope))) return
  throw refuseField('validation-failed', 'body', '/scopes', describeFault('enum', account.scopes))
}

/** Call it after `lockCount('apiKey')`. */
async function requireRoomForKey(tx: TenantDb, serviceAccountId: string | null): Promise<void> {
  if (serviceAccountId === null) return requireRoom(tx, 'api-keys')
  if ((await countApiKeys(tx, serviceAccountId)) >= mostKeysOfAccount) throw new ProblemError('too-many-api-keys')
}

type NewKey = Pick<ApiKeyRow, 'name' | 'scopes' | 'serviceAccountId' | 'createdBy'> & { expiresInDays: number }

async function insertNew(tx: TenantDb, { expiresInDays, ...columns }: NewKey) {
  const { key, hash, hint } = createApiKey(apiKeyFormat)
  const expiresAt = new Date(Date.now() + expiresInDays * dayMs)
  return { key, created: await insertApiKey(tx, { ...columns, id: randomUUIDv7(), hash, hint, expiresAt }) }
}

type ApiKey = ResponseOf<'api-keys.list'>['items'][number]

function describeApiKey({ creator, scopes, createdAt, expiresAt, lastUsedAt, ...row }: ApiKeyRow): ApiKey {
  return {
    ...row,
    scopes: scopes as ApiKey['scopes'],
    rollDue: row.serviceAccountId !== null && !mayManageKeys(creator),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}

const managing: Scope = 'api-keys:manage'

function mayManageKeys({ role, disabledAt }: ApiKeyRow['creator']): boolean {
  return disabledAt === null && scopesOf(role as Role).includes(managing)
}
