import { mostClientKeys, type ResponseOf } from '@palisade/contracts'
import { importClientKey, KeyError, thumbprint, type VerificationKey } from '@palisade/security/jwt'
import type { Config } from '../../config.ts'
import { requireGrantable } from '../../http/access-problems.ts'
import type { EndpointsOf, Handlers } from '../../http/endpoint-routes.ts'
import { ProblemError, refuseField } from '../../http/problem.ts'
import { audit } from '../../observability/audit.ts'
import { type ClientKeyRow, insertClientKey, listClientKeys, revokeClientKey } from './client-key-store.ts'
import { findServiceAccount } from './service-account-store.ts'

export function clientKeyHandlers({ config }: { config: Config }): Handlers<EndpointsOf<'client-keys'>> {
  return {
    'client-keys.create': async request => {
      const { serviceAccountId, name, jwk } = request.body
      const { caller } = request
      const key = readKey(jwk)
      const print = thumbprint(key.publicJwk)
      const created = await request.inTenant(async tx => {
        const account = await findServiceAccount(tx, serviceAccountId)
        if (!account) throw new ProblemError('not-found')
        requireGrantable(caller, account.scopes)
        await tx.lockCount('clientKey')
        const others = await listClientKeys(tx, serviceAccountId)
        if (others.length >= mostClientKeys) throw new ProblemError('too-many-client-keys')
        if (others.some(({ kid, thumbprint }) => kid === key.kid || thumbprint === print)) {
          throw new ProblemError('client-key-taken')
        }
        const added = { serviceAccountId, name, createdBy: caller.memberId, thumbprint: print }
        const created = await insertClientKey(tx, added, key)
        audit(request, tx, 'client-key.created', { object: created.id, actsFor: serviceAccountId })
        return created
      })
      return describe(created)
    },

    'client-keys.list': async request => {
      const keys = await request.readInTenant(tx => listClientKeys(tx))
      return { audience: config.publicOrigin, items: keys.map(describe) }
    },

    'client-keys.revoke': async request => {
      const { clientKeyId } = request.params
      await request.inTenant(async tx => {
        if (!(await revokeClientKey(tx, clientKeyId))) throw new ProblemError('not-found')
        audit(request, tx, 'client-key.revoked', { object: clientKeyId, reason: 'revoked' })
      })
    },
  }
}

/** What each reason that a key is refused for says to a person, as the predicate of a sentence about the key. */
const faults: Partial<Record<string, string>> = {
  'weak-key': 'is too weak or too long: RSA needs 2048 to 4096 bits and an exponent of 65537 or more',
  'mixed-key': 'does not fit its algorithm',
  'unsupported-algorithm': 'does not fit its algorithm',
}

function readKey(jwk: object): VerificationKey {
  try {
    return importClientKey(jwk)
  } catch (error) {
    if (!(error instanceof KeyError)) throw error
    throw refuseField('validation-failed', 'body', '/jwk', faults[error.code] ?? 'is not a public key')
  }
}

type ClientKey = ResponseOf<'client-keys.create'>

function describe({ thumbprint: _, alg, createdAt, lastUsedAt, ...row }: ClientKeyRow): ClientKey {
  return {
    ...row,
    alg: alg as ClientKey['alg'],
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
