import { randomUUIDv7 } from 'node:crypto'
import { apiKeyFormat, mostApiKeys, type ResponseOf } from '@palisade/contracts'
import { createApiKey } from '@palisade/security/credentials'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError } from '../../http/problem.ts'
import { logSecurityEvent } from '../../observability/security-log.ts'
import { type ApiKeyRow, insertApiKey, listApiKeys, revokeApiKey } from './api-key-store.ts'

const dayMs = 86_400_000

export function apiKeyHandlers(): Handlers<EndpointsOf<'api-keys'>> {
  return {
    'api-keys.create': async request => {
      const { name, scopes, expiresInDays } = request.body
      const { memberId, scopes: ownScopes } = request.caller
      if (!scopes.every(scope => ownScopes.includes(scope))) throw new ProblemError('insufficient-role')
      const { key, hash, hint } = createApiKey(apiKeyFormat)
      const expiresAt = new Date(Date.now() + expiresInDays * dayMs)
      const created = await request.inTenant(async tx => {
        await tx.lockCount('apiKey')
        if ((await listApiKeys(tx)).length >= mostApiKeys) throw new ProblemError('too-many-api-keys')
        return insertApiKey(tx, { id: randomUUIDv7(), createdBy: memberId, name, scopes, hash, hint, expiresAt })
      })
      logSecurityEvent(request, 'api-key.created', { object: created.id, to: scopes.join(' ') })
      return { ...describeApiKey(created), key }
    },

    'api-keys.list': async request => {
      const keys = await request.readInTenant(listApiKeys)
      return { items: keys.map(describeApiKey) }
    },

    'api-keys.revoke': async request => {
      const { keyId } = request.params
      const isRevoked = await request.inTenant(tx => revokeApiKey(tx, keyId))
      if (!isRevoked) throw new ProblemError('not-found')
      logSecurityEvent(request, 'api-key.revoked', { object: keyId })
    },
  }
}

type ApiKey = ResponseOf<'api-keys.list'>['items'][number]

function describeApiKey({ id, name, hint, scopes, createdBy, createdAt, expiresAt, lastUsedAt }: ApiKeyRow): ApiKey {
  return {
    id,
    name,
    hint,
    scopes: scopes as ApiKey['scopes'],
    createdBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
